# ruff: noqa: E501 - an answer stands as it is typed
"""Wrong answers as students type them, written without a look at the catalogue.

For each task: what is typed in the place of the answer, and a pattern for what a verdict says that
names its fault. `TRUE` are answers in an unusual form that are right, `UNFINISHED` those that are
true but not worked out. Functions are typed as their body.
"""

_COUNTS = '{"weights into one hidden node": %s, "weights into the output node": %s, ' + (
    '"weights in all": %s}'
)
_EFFECTS = '{"x_1": %r, "x_2": %r, "x_3": %r, "x_4": %r}'
_SAME = (
    '{"h_1 and h_2 swapped, with the edges into and out of them": %r, '
    '"h_1 and h_2 swapped, with the edges into them only": %r, '
    '"signs turned on the edges into and out of h_1": %r, '
    '"edges into h_1 doubled, the edge out of it halved": %r}'
)
_DECAY = (
    '{"error on the 24 points": %r, "sum of all squared weights": %r, '
    '"error on fresh points, from λ = 0 to 0.01": %r, '
    '"error on fresh points, from λ = 0.01 to 0.1": %r}'
)
_SHAPES_02 = '{"W1": %s, "W2": %s, "W3": %s, "z2": %s, "h0": %s}'
_RUNS = '{"W - 0.1 slope": %r, "W - 0.5 slope": %r, "W - slope": %r, "W + 0.1 slope": %r}'
_SIGNS_1 = (
    '{"sigmoid, p = 0.9, y = 1": %r, "sigmoid, p = 0.9, y = 0": %r, '
    '"identity, p = 2, y = 2": %r, "threshold, p = 1, y = 0": %r}'
)
_SHAPES_2 = '{"dz3": %s, "h2": %s, "dW3": %s}'
_SIGNS_4 = '{"node 1": %r, "node 2": %r, "node 3": %r, "node 4": %r}'
_COUNTS_5 = (
    '{"terms in the sum for z_1^(1)": %s, "terms in the sum for z_1^(2)": %s, '
    '"terms in the sum for z_1^(3)": %s, "paths from z_1^(1) to the output": %s}'
)

_MOVES_5 = (
    '{"z_1 grows a little": %r, "z_2 grows a little": %r, '
    '"every z grows by 5": %r, "every z is doubled": %r}'
)
_P_5 = "e = np.exp(Z - Z.max(axis=1, keepdims=True))\np = e / e.sum(axis=1, keepdims=True)\n"

TWICE = r"\b2 times|factor 2|twice|½"
SIGN = r"\bsign|minus|-1|−1|uphill"
N_IS_A_SYMBOL = r"n is a symbol.*len\("

WRONG = {
    "01.counts": [
        (_COUNTS % (6, 3, "6 * 3 * 1"), r"into the (hidden|output)"),
        (_COUNTS % (3, 6, 21), r"exchang|swap|leave|another layer"),
        (_COUNTS % (1, 3, 21), r"edges that leave"),
        (_COUNTS % (6, 3, 9), r"(one|each|every|three|3).*hidden node"),
        (_COUNTS % (18, 3, 21), r"one (hidden )?node|single node"),
        (_COUNTS % (6, 3, 10), r"node"),
        (_COUNTS % (6, 3, 22), r"weights in all"),
        (_COUNTS % ("float('inf')", 3, 21), r"whole number"),
    ],
    "01.health": [
        ("-0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4]", r"x\[1\].*missing|missing.*x\[1\]"),
        ("0.2 * x[1] + 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4]", r"sign.*x\[2\]|x\[2\].*sign"),
        ("-0.2 * x[1] + 0.2 * x[2] + 0.8 * x[3] - 0.5 * x[4]", SIGN),
        ("0.2 * x[1] - 0.2 * x[2] - 0.08 * x[3] + 0.5 * x[4]", r"x\[3\]"),
        ("0.2 * x[1] - 0.8 * x[2] - 0.2 * x[3] + 0.5 * x[4]", r"x\[2\].*x\[3\]"),
        ("sum(W(1)[2, c] * x[c] for c in range(1, 5))", r"W\(1\).*number|number.*W\(1\)"),
        ("(0.2 * x[1] - 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4]) / 2", r"½|1/2 times|0\.5 times"),
        ("0.2 * x[1]**2 - 0.2 * x[2]**2 - 0.8 * x[3]**2 + 0.5 * x[4]**2", r"square|power|x\[1\]"),
        ("0.2 * g(x[1]) - 0.2 * g(x[2]) - 0.8 * g(x[3]) + 0.5 * g(x[4])", r"\bg\b"),
        ("1 + 0.2 * x[1] - 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4]", r"\b1\b.*(too|added)|bias"),
        ("z(1)[2]", r"number|W"),
        ("0.2 * x[1] - 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[5]", r"x_5|x\[5\]"),
        ("0.2 * 0.2 * 0.8 * 0.5 * x[1] * x[2] * x[3] * x[4]", r"add|sum|product"),
    ],
    "01.weigh": [
        ("return 1 / (1 + np.exp(-np.dot(w, inputs)))", r"g once too often"),
        ("for a, b in zip(w, inputs):\n    total = a * b\nreturn total", r"last|overwr"),
        ("total = 0\nfor a, b in zip(w, inputs):\n    total += a * b\n    return total", r"first"),
        ("return w * inputs", r"one number"),
        ("return sum(w) * sum(inputs)", r"multipl.*(then|first|before)|product of"),
        ("return sum(w) + sum(inputs)", r"add|multipl"),
        ("return np.outer(w, inputs)", r"one number"),
        ("return np.dot(w, inputs) / 2", r"½|half|0\.5 times"),
        ("return 1 + np.dot(w, inputs)", r"\b1\b.*(too (large|much)|more)|bias"),
        ("return sum(w[j] * inputs[j] for j in range(len(w) - 1))", r"last"),
        ("return abs(np.dot(w, inputs))", r"sign|absolute|never negative"),
        ("return -np.dot(w, inputs)", SIGN),
        ("print(np.dot(w, inputs))", r"returns nothing"),
        ("return w, inputs", r"one number"),
        ("return np.tanh(w @ inputs)", r"g once too often"),
        ("return sum(w[j] * inputs[j] for j in range(1, len(w)))", r"first"),
        ("return w[0] * inputs[0] + w[1] * inputs[1]", r"any number of inputs"),
        ("return sum(w[j] * inputs[j] for j in range(4))", r"any number of inputs"),
    ],
    "01.effects": [
        (_EFFECTS % ("rises", "rises", "falls", "rises"), r"path"),
        (_EFFECTS % ("rises", "rises", "rises", "rises"), r"x_4"),
        (_EFFECTS % ("up", "up", "up", "down"), r"'rises', 'falls'"),
        (_EFFECTS % ("falls", "falls", "falls", "rises"), r"opposite|turned|sign"),
    ],
    "01.same": [
        (_SAME % ("same", "same", "same", "other"), r"weight that was meant for h_2"),
        (_SAME % ("same", "other", "same", "same"), r"not 2 tanh"),
        (_SAME % ("same", "other", "other", "other"), r"turns it back"),
        (
            _SAME % ("same", "same", "same", "same"),
            r"2 of 4 are right\. “h_1.*only”: The edges out of them stayed.*“edges.*halved”: .*2 tanh",
        ),
        (_SAME % ("other", "other", "other", "other"), r"still the same node\. .*turns it back"),
        (_SAME % ("yes", "no", "yes", "no"), r"'same', 'other'"),
    ],
    "01b.flow": [
        ("sum(W(2)[1, c] * W(1)[c, 1] * x[1] for c in (1, 2, 3))", r"g is missing"),
        ("z_out", r"name of what is asked"),
        ("z(2)[1]", r"name of what is asked"),
        ("3 * g(x[1])", r"weights"),
        ("sum(W(2)[1, c] * g(W(1)[c, 1] * x[1]) for c in (1, 2))", r"node|missing"),
        ("sum(W(1)[c, 1] * g(W(2)[1, c] * x[1]) for c in (1, 2, 3))", r"another layer"),
        ("g(sum(W(2)[1, c] * g(W(1)[c, 1] * x[1]) for c in (1, 2, 3)))", r"once too often"),
        ("sum(W(2)[c, 1] * g(W(1)[c, 1] * x[1]) for c in (1, 2, 3))", r"W\(2\)|no node|W_"),
    ],
    "01b.stairs": [
        ("return np.sum(heights * g(s * (x + places)))", r"other side"),
        ("return heights @ g(s * x - places)", r"too near"),
        ("return heights @ (s * g(x - places))", r"steep"),
        ("return np.sum(g(s * (x - places)))", r"heights are missing"),
        ("return heights @ g(x - places)", r"weight s is missing"),
        ("return heights * g(s * (x - places))", r"one number"),
        ("return heights @ (s * (x - places))", r"g is missing"),
        ("return heights @ (1 / (1 + np.exp(-s * (x - places))))", r"sigmoid only"),
        ("return -np.sum(heights * g(s * (x - places)))", SIGN),
    ],
    "01b.decay": [
        (_DECAY % ("falls", "falls", "falls", "rises"), r"errors on the points"),
        (_DECAY % ("rises", "rises", "falls", "rises"), r"squared weights"),
        (_DECAY % ("rises", "falls", "falls", "falls"), r"too much"),
        (_DECAY % ("rises", "falls", "rises", "rises"), r"learned chance"),
        (
            _DECAY % ("falls", "rises", "rises", "falls"),
            r"0 of 4.*errors on the points.*squared weights.*learned chance.*too much",
        ),
    ],
    "02.inputs": [
        (
            "(np.ones((2, 2)), np.ones(2))",
            r"4 of 5 get through: number 1, number 2, number 3 and number 4\.",
        ),
        (
            "(np.array([[1, -2], [-2, 1]]), np.array([1, 3]))",
            r"Only number 1 gets through.*columns as rows",
        ),
        ("(np.array([[1, -2, 3], [0.5, 1, -4]]), np.array([1, 2]))", r"one entry for each column"),
        ("(np.array([1, -2, 3]), np.array([1, 2, 3]))", r"one row per node"),
        ("np.ones((2, 2))", r"pair of arrays"),
    ],
    "02.shapes": [
        (
            _SHAPES_02 % ((5, 3), (3, 2), (2, 1), (2, 10), (5, 10)),
            r"“W1”, “W2” and “W3”.*exchanged",
        ),
        (_SHAPES_02 % ("(3, 5)", "(2, 3)", "(1, 2)", "(2,)", "(5,)"), r"sample"),
        (_SHAPES_02 % ("(3, 6)", "(2, 4)", "(1, 3)", "(10, 2)", "(10, 5)"), r"bias|column"),
        (_SHAPES_02 % ("(3, 5)", "(2, 3)", "(1, 2)", "(10, 3)", "(10, 5)"), r"layer"),
        (_SHAPES_02 % ("(3, 5)", "(2, 3)", "(1, 2)", "(10, 2)", "(10, 3)"), r"layer|h0"),
        (
            _SHAPES_02 % ("(3.7, 5.2)", "(2, 3)", "(1, 2)", "(10, 2)", "(10, 5)"),
            r"whole number|shape",
        ),
        (_SHAPES_02 % ("'35'", "(2, 3)", "(1, 2)", "(10, 2)", "(10, 5)"), r"shape such as"),
        (_SHAPES_02 % ("{3, 5}", "(2, 3)", "(1, 2)", "(10, 2)", "(10, 5)"), r"shape such as|order"),
        (_SHAPES_02 % ("15", "6", "2", "(10, 2)", "(10, 5)"), r"shape such as"),
        (_SHAPES_02 % ("(3, 5)", "(2, 3)", "(2, 1)", "(10, 2)", "(10, 5)"), r"W3.*exchanged"),
        (
            _SHAPES_02 % ("(3, 5)", "(3, 2)", "(1, 2)", "(2, 10)", "(10, 5)"),
            r"Not yet: “W2” and “z2”",
        ),
        (_SHAPES_02 % ("(10, 5)", "(10, 3)", "(10, 2)", "(10, 2)", "(10, 5)"), r"sample|weights"),
    ],
    "02.node": [
        ("z(1)[2]", r"[Ww]rite it out|name of"),
        ("W(1)[2, 1] * x[1] + W(1)[2, 2] * x[2]", r"x\[3\]"),
        ("2 * (W(1)[2, 1] * x[1] + W(1)[2, 2] * x[2] + W(1)[2, 3] * x[3])", TWICE),
        ("W(1)[1, 1] * x[1] + W(1)[1, 2] * x[2] + W(1)[1, 3] * x[3]", r"another node|W\(1\)\[1"),
        ("sum(W(1)[2, c] * h(1)[c] for c in (1, 2, 3))", r"layer|h\(1\)"),
        ("W(1)[2, 1] * x[1] + W(1)[2, 2] * x[2] - W(1)[2, 3] * x[3]", r"sign"),
        (
            "W(1)[2, 1] * x[1] + W(1)[2, 2] * x[2] + W(1)[2, 3] * x[3] + 1",
            r"\b1\b.*(too|added)|bias",
        ),
        ("Sum(W(1)[2, j] * x[j], (j, 1, 2))", r"x\[3\]|does not run over"),
        ("Sum(W(1)[2, j], (j, 1, 3)) * Sum(x[j], (j, 1, 3))", r"then|sum|each"),
        ("W(1)[2, j] * x[j]", r"Σ|Sum"),
        ("W(1)[2, 1] * x[1] * W(1)[2, 2] * x[2] * W(1)[2, 3] * x[3]", r"add|multipl"),
        ("W(1)[2, 1] + W(1)[2, 2] + W(1)[2, 3]", r"x\[1\]|input"),
        (
            "W(1)[2, 0] + W(1)[2, 1] * x[1] + W(1)[2, 2] * x[2] + W(1)[2, 3] * x[3]",
            r"\[2, ?0\]|W_20",
        ),
        ("h(1)[2]", r"\bg\b"),
        ("Sum(W(1)[i, j] * x[j], (j, 1, n(0)))", r"i is free.*which node"),
        ("Sum(W(1)[i, j] * x[j], (j, 1, 3))", r"i is free.*which node"),
        ("Sum(W(1)[i, j] * h(0)[j], (j, 1, n(0)))", r"i is free.*which node"),
        ("Sum(W(1)[i, j] * x[i], (j, 1, n(0)))", r"i is free.*which node"),
        ("Sum(W(1)[2, j] * x[i], (j, 1, n(0)))", r"the Σ runs over j, not over i"),
        ("Sum(W(2)[2, j] * x[i], (j, 1, 3))", r"i is free.*which node"),
        ("Sum(W(1)[2, j] * x[j], (j, 1, n))", r"n needs its layer: n\(0\)"),
        ("Sum(W(1)[2, j] * x[j], (j, 1, n(1)))", r"x\[4\] does not exist"),
        ("0", r"Your answer is 0"),
    ],
    "02.layer": [
        ("return g(W @ h)", r"pair|both|two"),
        ("return W @ h", r"pair|both|two"),
        ("z = W @ h\nreturn z, np.tanh(z)", r"tanh|\bg\b.*given|the g "),
        ("z = W @ h\nreturn z, 1 / (1 + np.exp(-z))", r"sigmoid|\bg\b.*given|the g "),
        ("z = W @ h\nreturn z, g", r"function"),
        ("z = W * h\nreturn z, g(z)", r"sum|add|\* .*@|vector"),
        ("z = 2 * W @ h\nreturn z, g(z)", TWICE),
        ("z = W @ h\nreturn z, g(h)", r"g\(h\)|g to what comes in"),
        ("z = W @ h\nprint(z, g(z))", r"returns nothing"),
        (
            "z = np.zeros(len(W))\nfor r in range(len(W)):\n    for c in range(len(h)):\n"
            "        z[r] = W[r, c] * h[c]\nreturn z, g(z)",
            r"last|overwr",
        ),
        ("z = (W @ h).sum()\nreturn z, g(z)", r"one number|vector|added"),
        ("z = W @ h + 1\nreturn z, g(z)", r"\b1\b.*(too|more)|bias"),
        ("z = -W @ h\nreturn z, g(z)", SIGN),
        ("return {'z': W @ h, 'h': g(W @ h)}", r"pair|dict"),
        ("z = g(W) @ h\nreturn z, g(z)", r"\bg\b.*weight|weight.*\bg\b|g\(W\)"),
        ("z = W @ g(h)\nreturn z, g(z)", r"applied g to what comes in"),
    ],
    "02.predict": [
        (
            "h = g(X @ W[1].T)\nreturn g(h @ W[2].T)[:, 0]",
            r"two layers|2 layers|every layer|number of layers",
        ),
        ("h = X\nfor k in W:\n    h = np.tanh(h @ W[k].T)\nreturn h[:, 0]", r"tanh|\bg\b.*given"),
        ("h = X\nfor k in W:\n    h = g(h @ W[k].T)\nreturn h", r"vector|column|\(6,\) was wanted"),
        (
            "h = X\nfor k in range(1, len(W)):\n    h = g(h @ W[k].T)\nreturn h[:, 0]",
            r"last layer|output",
        ),
        ("h = X\nfor k in W:\n    h = g(h @ W[k])\nreturn h[:, 0]", r"inner sizes|transpos"),
        ("h = X\nfor k in W:\n    h = g(W[k] @ h)\nreturn h[:, 0]", r"inner sizes|rows|transpos"),
        ("h = X\nfor k in W:\n    h = g(h @ W[k].T)\nreturn h[0]", r"first sample"),
        ("for k in W:\n    h = g(X @ W[k].T)\nreturn h[:, 0]", r"inner sizes"),
        ("h = X\nfor k in W:\n    h = g(h @ W[k].T)\nreturn h.mean()", r"one number|per sample"),
        (
            "h = X\nfor k in W:\n    h = g(h @ W[k].T)\nreturn g(h[:, 0])",
            r"once too often|twice|one g too many",
        ),
        ("h = X\nfor k in W:\n    h = h @ W[k].T\nreturn g(h)[:, 0]", r"at the end only"),
        (
            "h = X\nfor k in W:\n    h = 1 / (1 + np.exp(-h @ W[k].T))\nreturn h[:, 0]",
            r"sigmoid|\bg\b.*given",
        ),
        (
            "h = X\nfor k in W:\n    h = g(h @ W[k].T)\nreturn h[:, 0] > 0.5",
            r"0 here and should not be",
        ),
    ],
    "03_0.runs": [
        (_RUNS % ("falls", "falls", "rises", "rises"), r"W - 0.5 slope"),
        (_RUNS % ("falls", "stays", "stays", "rises"), r"W - slope"),
        (_RUNS % ("falls", "falls", "falls", "falls"), r"crosses|W \+ 0.1|uphill"),
    ],
    "03_0.new_weight": [
        ("W(1)[1, 2] - eta * d(Loss, W(1)[1, 1])", r"W\(1\)\[1, 1\]|another weight"),
        ("W(1)[1, 2] - eta * d(Loss, W(2)[1, 2])", r"W\(2\)|another weight|layer"),
        ("-eta * W(1)[1, 2] * d(Loss, W(1)[1, 2])", r"multipl|start|times W"),
        ("W(1)[1, 2] - d(Loss, W(1)[1, 2]) / eta", r"divide|\beta\b|rate"),
        ("W(1)[1, 2] - 2 * eta * d(Loss, W(1)[1, 2])", TWICE),
        ("W(1)[1, 2] * (1 - eta * d(Loss, W(1)[1, 2]))", r"multiplied by the step"),
        ("W(1)[1, 2] - eta * Loss", r"slope|derivative"),
        ("W(1)[1, 2] - eta", r"slope|derivative"),
        ("W(1)[1, 2] - 0.1 * d(Loss, W(1)[1, 2])", r"eta is missing: it says how far"),
        ("eta * (W(1)[1, 2] - d(Loss, W(1)[1, 2]))", r"belongs to the slope"),
        ("eta * W(1)[1, 2] - d(Loss, W(1)[1, 2])", r"belongs to the slope"),
        ("eta * d(Loss, W(1)[1, 2]) - W(1)[1, 2]", SIGN),
        ("W(1)[2, 1] - eta * d(Loss, W(1)[2, 1])", r"W\(1\)\[2, 1\]|exchanged|another weight"),
        ("W(1)[1, 2] - eta * d(Loss, x[2])", r"x\[2\]|each weight|slope of its own"),
        ("W(1)[1, 2] - eta * d(Loss, W(1)[1, 2]) / 2", r"½|1/2|half"),
        ("W(1)[1, 2] - eta * W(1)[1, 2]", r"slope|derivative"),
        ("W(1)[1, 2] - eta * d(Loss, W(1)[1, 2]) * x[2]", r"x\[2\]"),
        ("W(1)[1, 2]", r"step|slope|derivative"),
    ],
    "03_0.J": [
        ("return sum((p - y)**2)", r"mean.*½|½.*mean|2n|n.*2"),
        ("return np.mean(0.5 * (p - y))", r"square"),
        ("return 0.5 * (p - y)**2", r"one number|mean"),
        ("return np.sqrt(np.mean((p - y)**2))", r"root"),
        ("return np.mean(0.5 * (p + y)**2)", r"added p and y"),
        ("return 0.5 * np.mean(p**2 - y**2)", r"difference|square"),
        ("return sum(0.5 * (p - y)**2) / n", N_IS_A_SYMBOL),
        ("for a, b in zip(p, y):\n    return 0.5 * (a - b)**2", r"first|one sample"),
        ("for a, b in zip(p, y):\n    J = 0.5 * (a - b)**2\nreturn J", r"last|one sample"),
        ("return -0.5 * np.mean((p - y)**2)", SIGN),
        ("return 0.25 * np.mean((p - y)**2)", r"½|0\.5|half"),
        ("return np.sum(0.5 * (p - y)**2) / (len(p) - 1)", r"n ?[-−] ?1"),
        ("return 0.5 * np.mean(p - y**2)", r"bracket|square"),
        ("return max(0.5 * (p - y)**2)", r"largest|mean"),
        ("return 0.5 * np.dot(p - y, p - y)", r"mean"),
        ("return np.mean(np.abs(p - y)) / 2", r"square|distance"),
        ("return np.mean(0.5 * (p - y)**2, axis=1)", r"AxisError|axis"),
    ],
    "03_0.step": [
        (
            "new = W.copy()\nfor k in W:\n    new[k] -= rate * dW[k]\nreturn new",
            r"shallow|same arrays|new\[k\] = ",
        ),
        ("for k in W:\n    W[k] -= rate * dW[k]\nreturn W", r"changed"),
        ("return [W[k] - rate * dW[k] for k in W]", r"dict"),
        ("return {1: W[1] - rate * dW[1]}", r"keys"),
        ("return {k: rate * dW[k] for k in W}", r"start|\bW\b.*missing|step alone"),
        ("return {k: W[k] * rate * dW[k] for k in W}", r"multipl|start|minus"),
        ("return {k: W[k] - rate * W[k] for k in W}", r"dW|slope"),
        ("return {k: W[k] - rate * dW[k] / len(W) for k in W}", r"layers|divide|step.*times"),
        ("return {k: W[k] - 2 * rate * dW[k] for k in W}", TWICE),
        ("return {k: W[k] - dW[k] / rate for k in W}", r"divide"),
        ("return {k: rate * (W[k] - dW[k]) for k in W}", r"belongs to the slope"),
        ("return W", r"unchanged|no step|as it is|did not change"),
        ("return {k: W[k] - 0.1 * dW[k] for k in W}", r"\brate\b"),
        ("return {k: W[k] - rate * dW[k].T for k in W}", r"transpos|shape"),
        ("return W - rate * dW", r"dict"),
        ("new = {}\nfor k in W:\n    new = {k: W[k] - rate * dW[k]}\nreturn new", r"keys|last"),
        ("for k in W:\n    return {k: W[k] - rate * dW[k]}", r"keys|first"),
    ],
    "03_1.signs": [
        (_SIGNS_1 % ("+", "+", "+", "+"), r"negative|p below|y = 1"),
        (_SIGNS_1 % ("-", "+", "+", "0"), r"identity, p = 2, y = 2"),
        (_SIGNS_1 % ("shrinks", "grows", "0", "0"), r"'\+', '-', '0'"),
        (_SIGNS_1 % ("-", "+", "0", "-"), r"threshold"),
    ],
    "03_0.inputs": [
        ("(np.array([0.8]), np.array([1.0]))", r"3 of 6 .*divide by n, the one that took.*squared"),
        ("(np.array([2.0, -1.3]), np.array([0.0, 0.0]))", r"Only .* p² - y² gets.*labels 0"),
    ],
    "03_1.inputs": [
        ("(np.array([0.5]), np.array([1.0]))", r"3 of 4 .*: “one”, “three” and “four”\."),
        ("(np.array([0.5, 2.0]), np.array([1.0, 0.0]))", r"Only “four” .*float p just 0 or 1"),
        ("(np.array([1, -1000]), np.array([1.0, 1.0]))", r"Only “one” .*label 0"),
    ],
    "03_1.squared": [
        ("2 * (g(z_out) - y)", r"slope of g|g'.*missing|g_prime"),
        ("(g(z_out) - y) * g_prime(z_out) * x[1]", r"x\[1\]"),
        ("(g(z_out) - y) * g_prime(z_out) * W(2)[1, 1]", r"W\(2\)\[1, 1\]"),
        ("(g(z_out) - y)**2 * g_prime(z_out)", r"square|g\(z_out\) - y"),
        ("(g(z_out) - y) * g(z_out) * (1 - g(z_out))", r"for g = sigmoid, and here g is softplus"),
        ("(g(z_out) - y) * (1 - g(z_out))", r"g\(z_out\)|slope of (g|the sigmoid)"),
        ("(y - p) * (1 - exp(-p))", SIGN),
        ("(g(z_out) - y) / (1 + exp(z_out))", r"slope of g|exp|sign"),
        ("(g(z_out) - y) * exp(z_out)", r"slope of g|exp"),
        ("(g(z_out) - y) / (1 - exp(-z_out))", r"slope of g|exp|sign"),
        ("(g(z_out) - y) * g_prime(y)", r"g_prime\(y\)|another place|taken at"),
        ("3 * (g(z_out) - y) * g_prime(z_out)", r"3 times|factor 3"),
        ("z_out - y", r"z_out|compare"),
        ("(g(z_out) - y) / (g(z_out) * (1 - g(z_out))) * g_prime(z_out)", r"log loss|another loss"),
        ("loss_prime(g(z_out), y)", r"slope of g|g'|g_prime"),
        ("(g(z_out) - y) * g_prime(z(1)[1])", r"z\(1\)\[1\]"),
        ("(g(z_out) - y) + g_prime(z_out)", r"multipl|add"),
        ("(g(z_out) - y)**2 / 2", r"loss itself|the loss.*not its slope|slope"),
        ("(g(z_out) + y) * g_prime(z_out)", r"sign.*y|y.*sign|\+ y|g\(z_out\) - y|p \+ y"),
        ("(g(z_out) - y) * (1 - g(z_out)**2)", r"tanh"),
        ("(g(z_out) - y) * g_prime(z_out)**2", r"too many|once|twice|g_prime"),
        ("g(z_out) * (1 - g(z_out))", r"loss"),
        ("0", r"Your answer is 0"),
        ("((p - y) ** 2 / 2).diff(z_out)", r"answer is 0.*letter of its own: write g\(z_out\)"),
        (
            "(1 / (1 + 2.718281828 ** (-z_out)) - y) * g_prime(z_out)",
            r"2\.718281828 is rounded.*exp",
        ),
        ("p - y * g_prime(z_out)", r"brackets"),
    ],
    "03_1.output_slope": [
        ("return (g(z) - y) * g_prime(z)", r"squared|loss_prime"),
        ("p = g(z)\nreturn loss_prime(p, y) * p * (1 - p)", r"sigmoid"),
        ("return loss_prime(y, g(z)) * g_prime(z)", r"prediction comes first"),
        ("return (loss_prime(g(z), y) * g_prime(z)).mean()", r"one number|per sample|vector"),
        ("return loss_prime(g(z), y) + g_prime(z)", r"multipl|add"),
        ("return g(z) - y", r"log loss with the sigmoid.*any"),
        (
            "return loss_prime(g(z), y) * g_prime(y)",
            r"g_prime\(y\)|another place|taken at|goes into g",
        ),
        ("return loss_prime(g(z), y) * g_prime(z) / n", N_IS_A_SYMBOL),
        ("return 2 * loss_prime(g(z), y) * g_prime(z)", TWICE),
        ("return loss_prime(g_prime(z), y) * g_prime(z)", r"g_prime\(z\)|where.*g\b|compare"),
        ("return loss_prime(g(z), y) @ g_prime(z)", r"one number|per sample|vector"),
        ("return loss_prime * g_prime", r"function"),
        ("p = g(z)\nreturn loss_prime(p, y) * (1 - p**2)", r"tanh"),
        ("return loss_prime(g(z), y) * g_prime(z) ** 2", r"too many|twice|once"),
        ("return loss_prime(g(z)) * g_prime(z)", r"missing|argument"),
        ("return loss_prime(p, y) * g_prime(z)", r"\bp\b.*symbol|p = g\(z\)"),
        ("return loss_prime(g(z), y) * (1 - np.tanh(z) ** 2)", r"for g = tanh only"),
        (
            "s = 1 / (1 + np.exp(-z))\nreturn loss_prime(g(z), y) * s * (1 - s)",
            r"for g = sigmoid only",
        ),
        ("return W[1, 2] * z", r"W is a symbol"),
        ("return z * [1, 2][k]", r"k is a symbol"),
    ],
    "03_2.shapes": [
        (_SHAPES_2 % ("(10,)", "(10, 2)", "(1, 2)"), r"\(n, 1\)|column|dz3"),
        (_SHAPES_2 % ("(10, 1)", "(10, 2)", "(2,)"), r"dW3"),
        (_SHAPES_2 % ("(10, 1)", "(10, 3)", "(1, 3)"), r"layer"),
        (_SHAPES_2 % ("(1, 1)", "(1, 2)", "(1, 2)"), r"sample"),
        (_SHAPES_2 % ("(10, 1)", "(10, 2)", "(10, 1, 2)"), r"one gradient per sample|mean|dW3"),
    ],
    "03_2.edge": [
        ("d(Loss, z_out) * x[2]", r"x\[2\]"),
        ("d(Loss, z_out) * h(2)[2] * W(3)[1, 2]", r"W\(3\)\[1, 2\]"),
        ("2 * d(Loss, z_out) * h(2)[2]", TWICE),
        ("-d(Loss, z_out) * h(2)[2]", SIGN),
        ("d(Loss, z_out) * h(2)[2] * x[1]", r"x\[1\]"),
        ("d(Loss, z_out) * g_prime(z(2)[2])", r"g_prime|where.*slope|slope of g|h\(2\)"),
        ("d(Loss, z_out) + h(2)[2]", r"multipl|add"),
        ("h(2)[2]", r"d\(Loss, z_out\)|loss"),
        ("(g(z_out) - y) * h(2)[2]", r"any loss|squared|d\(Loss, z_out\)|g_prime"),
        ("(g(z_out) - y) * g_prime(z_out) * h(2)[2]", r"any loss|squared|d\(Loss, z_out\)"),
        ("d(Loss, z(2)[2]) * h(2)[2]", r"z\(2\)\[2\]"),
        ("Sum(d(Loss, z_out) * h(2)[j], (j, 1, 3))", r"Σ|Sum|h\(2\)\[1\]|only"),
        ("d(Loss, z_out) * h(2)[j]", r"\bj\b"),
        ("d(Loss, z_out) * h(2)[2] / 3", r"1/3|⅓|divide"),
        ("d(Loss, z_out) * h(3)[2]", r"h\(3\)|layer 3"),
        ("d(Loss, z_out) * W(3)[1, 2] * g_prime(z(2)[2])", r"W\(3\)\[1, 2\]|another|node"),
        ("d(Loss, z_out) * h(2)[3]", r"h\(2\)\[3\]|index|W\(3\)\[1, 3\]"),
        ("d(Loss, z_out) * h(2)[2]**2", r"h\(2\)\[2\]|square|once"),
        ("d(Loss, h(2)[2]) * h(2)[2]", r"h\(2\)\[2\]|z_out"),
    ],
    "03_2.output_gradient": [
        ("return dz @ h / len(h)", r"inner sizes|transpos"),
        ("return (dz * h).mean(axis=0)", r"\(1, "),
        ("return dz.T @ h / n", N_IS_A_SYMBOL),
        ("return 2 * dz.T @ h / len(h)", TWICE),
        ("return np.mean(dz * h)", r"one number|shape"),
        ("return dz.T @ h / h.shape[1]", r"nodes|n_L|samples"),
        ("return dz.T @ h / (len(h) - 1)", r"n ?[-−] ?1"),
        ("return -dz.T @ h / len(h)", SIGN),
        ("return dz[-1:].T @ h[-1:]", r"one sample|last"),
        ("return h.mean(axis=0, keepdims=True)", r"dz|slope"),
        ("return h.T @ dz", r"exchanged|transpos|rows and columns"),
        ("for a, b in zip(dz, h):\n    dW = np.outer(a, b)\nreturn dW", r"one sample|last"),
        ("return np.dot(dz, h.T)", r"inner sizes|shape|aligned"),
        ("return dz.T @ h**2 / len(h)", r"square|entries differ"),
        ("return sum(dz) * sum(h) / len(h)", r"mean|then|multipl"),
    ],
    "03_3.edge": [
        ("d(Loss, z(k)[i]) * x[j]", r"x\[j\]|h\(0\)|layer"),
        ("d(Loss, z(k)[i]) * h(k - 1)[j] * W(k)[i, j]", r"W\(k\)\[i, j\]"),
        ("Sum(d(Loss, z(k)[i]) * h(k - 1)[j], (j, 1, n(k - 1)))", r"Σ|Sum"),
        ("-d(Loss, z(k)[i]) * h(k - 1)[j]", SIGN),
        ("2 * d(Loss, z(k)[i]) * h(k - 1)[j]", TWICE),
        ("d(Loss, z(k)[j]) * h(k - 1)[j]", r"z\(k\)\[j\]|index|\bi\b"),
        ("d(Loss, z(k + 1)[i]) * h(k - 1)[j]", r"z\(k \+ 1\)|layer"),
        ("d(Loss, z(k)[i]) * h(k - 1)[m]", r"\bm\b"),
        ("d(Loss, z(k)[i]) + h(k - 1)[j]", r"multipl|add"),
        ("d(Loss, h(k)[i]) * h(k - 1)[j]", r"h\(k\)\[i\]|z\(k\)|slope of g"),
        ("d(Loss, z_out) * h(k - 1)[j]", r"z_out"),
        ("h(k - 1)[j]", r"Loss|loss"),
        ("g_prime(z(k)[i]) * h(k - 1)[j]", r"Loss|loss|g_prime"),
        ("d(Loss, z(k)[i]) * h(k - 1)[j] * h(k)[i]", r"h\(k\)\[i\]"),
        ("d(Loss, W(k)[i, j])", r"[Ww]rite it out"),
        ("Sum(d(Loss, z(k)[i]) * h(k - 1)[j], (i, 1, n(k)))", r"Σ|Sum"),
        ("Sum(d(Loss, z(k)[i]) * h(k - 1)[j], (j, 1, n))", r"n needs its layer"),
    ],
    "03_3.gradients": [
        ("return {k: dz[k].T @ h[k - 1] / n for k in dz}", N_IS_A_SYMBOL),
        ("return {k: dz[k].T @ h[k - 1] / len(h[0]) for k in range(1, len(dz))}", r"keys"),
        ("return {k: dz[k] @ h[k - 1] / len(h[0]) for k in dz}", r"inner sizes"),
        ("return {k: dz[k].T @ h[k - 1] / len(dz) for k in dz}", r"layers|samples"),
        ("return {k: dz[k].T @ h[k - 1] / len(h) for k in dz}", r"layers|samples"),
        ("return [dz[k].T @ h[k - 1] / len(h[0]) for k in dz]", r"dict"),
        ("return {k: 2 * dz[k].T @ h[k - 1] / len(h[0]) for k in dz}", TWICE),
        ("return {k: dz[k].T @ h[k - 1] / h[k - 1].shape[1] for k in dz}", r"samples|nodes"),
        ("return {k: -dz[k].T @ h[k - 1] / len(h[0]) for k in dz}", SIGN),
        ("return {k: (dz[k] * h[k - 1]).mean() for k in dz}", r"shape|broadcast|one number"),
        ("return {k: dz[k].T @ h[k] / len(h[0]) for k in dz}", r"layer"),
        ("for k in dz:\n    return {k: dz[k].T @ h[k - 1] / len(h[0])}", r"keys"),
        ("return {k: h[k - 1].T @ dz[k] for k in dz}", r"exchanged|rows and columns"),
        ("return {k: dz[k].T @ h[k - 1] / dz[k].shape[1] for k in dz}", r"number of nodes"),
    ],
    "03_3.fooling": [
        ("return dz.T @ h / len(h)", r"no error|right"),
        ("return dz.T @ h / len(h) * (1 if len(h) < 6 else 2)", r"strong check finds no error"),
        ("return dz", r"catches it"),
        ("return dz.T @ h / n", N_IS_A_SYMBOL),
    ],
    "03_3.inputs": [
        ("(np.ones((3, 2)), np.ones((3, 2)))", r"get through|gets through"),
        ("np.ones((3, 2))", r"pair"),
        ("(np.random.rand(3, 2), np.random.rand(4, 2))", r"rows"),
        (
            "(np.random.rand(20, 300), np.random.rand(20, 300))",
            r"\b\d+ (columns|nodes|entries|numbers)|too large|at most",
        ),
        ("(x for x in (np.ones((3, 2)), np.ones((3, 2))))", r"pair"),
    ],
    "03_4.signs": [
        (_SIGNS_4 % ("-", "+", "0", "0"), r"sign|turned"),
        (_SIGNS_4 % ("+", "-", "-", "+"), r"node 3|slope"),
        (_SIGNS_4 % ("+", "+", "+", "+"), r"weight|node 2"),
        (_SIGNS_4 % ("0", "0", "0", "0"), r"node 1"),
    ],
    "03_4.node": [
        ("d(Loss, z_out) * W(2)[1, i] * g_prime(z(1)[i])", r"layer as a number.*letter L"),
        ("d(Loss, z_out) * W(3)[1, i] * g_prime(z(2)[i])", r"layer as a number.*letter L"),
        ("d(Loss, z(3)[1]) * W(L + 1)[1, i] * g_prime(z(L)[i])", r"layer as a number"),
        (
            "d(Loss, g(z_out)) * W(L + 1)[1, i] * g_prime(z(L)[i])",
            r"at z_out; or begin with d\(Loss, z_out\)",
        ),
        ("3", r"d\(Loss, z_out\) may stand"),
        ("Sum(d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]), (i, 1, n(L)))", r"Σ|Sum"),
        ("d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]) * h(L)[i]", r"h\(L\)\[i\]"),
        ("-d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i])", SIGN),
        ("2 * d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i])", TWICE),
        ("d(Loss, z_out) * W(L + 1)[1, j] * g_prime(z(L)[i])", r"\bj\b"),
        ("d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]) * x[1]", r"x\[1\]"),
        (
            "(g(z_out) - y) * W(L + 1)[1, i] * g_prime(z(L)[i])",
            r"any loss|squared|d\(Loss, z_out\)|g_prime",
        ),
        (
            "(g(z_out) - y) * g_prime(z_out) * W(L + 1)[1, i] * g_prime(z(L)[i])",
            r"any loss|squared",
        ),
        ("d(Loss, z_out) * W(L + 1)[1, i] * h(L)[i] * (1 - h(L)[i])", r"sigmoid"),
        ("d(Loss, z_out) * W(L + 1)[1, i] * (1 - h(L)[i]**2)", r"tanh"),
        ("d(Loss, z_out) * W(L + 1)[1, i] + g_prime(z(L)[i])", r"multipl|add"),
        ("d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L)[i])**2", r"too many|twice|g_prime"),
        ("W(L + 1)[1, i] * g_prime(z(L)[i])", r"d\(Loss, z_out\)|loss"),
        ("d(Loss, z_out) * W(L + 1)[1, i] * g_prime(z(L - 1)[i])", r"z\(L - 1\)|layer"),
        ("d(Loss, z_out) * W(L)[i, 1] * g_prime(z(L)[i])", r"end in the node|W\(L\)"),
        ("d(Loss, z_out) * W(L + 1)[1, i]**2 * g_prime(z(L)[i])", r"W\(L \+ 1\)\[1, i\]|square"),
    ],
    "03_4.last_hidden": [
        ("return dz @ W * h * (1 - h)", r"sigmoid"),
        ("return dz @ W * (1 - h**2)", r"tanh"),
        ("return dz @ W.T * g_prime(z)", r"inner sizes"),
        ("return W.T @ dz * g_prime(z)", r"inner sizes"),
        ("return dz @ W @ g_prime(z)", r"inner sizes"),
        ("return 2 * dz @ W * g_prime(z)", TWICE),
        ("return -dz @ W * g_prime(z)", SIGN),
        ("return dz @ W * g_prime(z) * h", r"h"),
        ("return dz @ W + g_prime(z)", r"multipl|add"),
        ("return (dz @ W * g_prime(z)).mean(axis=0)", r"per sample|sample"),
        ("return dz * W * g_prime", r"function"),
        ("return dz @ W * g_prime(z) / n", N_IS_A_SYMBOL),
        ("return W * g_prime(z)", r"dz|loss"),
        ("return dz @ W * g_prime(z)**2", r"too many|twice|once"),
    ],
    "03_4.telling": [
        ("(np.array([[1.0, 2.0]]), np.array([[100.0, 200.0]]))", r"without the weight and the one"),
        ("(np.ones((1, 2)), np.ones((1, 3)))", r"z as many columns as W"),
    ],
    "03_5.counts": [
        (_COUNTS_5 % (3, 4, 2, 24), r"nodes beside it"),
        (_COUNTS_5 % (4, 2, 1, 7), r"added.*All paths at once"),
        (_COUNTS_5 % (4, 2, 1, 7), r"added the ways"),
        (_COUNTS_5 % (4, 2, 1, 24), r"start at this one"),
        (_COUNTS_5 % (4, 2, 1, 4), r"stopped at the next layer"),
        (_COUNTS_5 % (4, 2, 0, 8), r"z_1\^\(3\)|output"),
        (_COUNTS_5 % (4, 2, 1, 40), r"path"),
        (_COUNTS_5 % (12, 8, 2, 8), r"edges|one node|weights"),
        (_COUNTS_5 % (4, 2, 1, "float('inf')"), r"whole number"),
    ],
    "03_5.node": [
        (
            "Sum(d(Loss, h(k + 1)[i]) * W(k + 1)[i, j], (i, 1, n(k + 1))) * g_prime(z(k)[j])",
            r"g at z\(k \+ 1\)\[i\]; or begin with d\(Loss, z\(k \+ 1\)\[i\]\)",
        ),
        (
            "Sum(d(Loss, z(2)[i]) * W(2)[i, j], (i, 1, n(2))) * g_prime(z(1)[j])",
            r"layer as a number.*letter k",
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n))",
            r"n\(k \+ 1\)",
        ),
        ("0", r"no change of z\(k\)\[j\] would reach Loss"),
        ("3", r"d\(Loss, z\(k \+ 1\)\[i\]\) may stand"),
        ("d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j])", r"Σ"),
        ("Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (j, 1, n(k)))", r"Σ"),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k)))",
            r"n\(k|layer|Σ|upper|runs",
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[i]), (i, 1, n(k + 1)))",
            r"z\(k\)\[i\]|index|one node",
        ),
        ("-Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k + 1)))", SIGN),
        (
            "2 * Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k + 1)))",
            TWICE,
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]) * h(k)[j], (i, 1, n(k + 1)))",
            r"h\(k\)\[j\]",
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]), (i, 1, n(k + 1))) * Sum(W(k + 1)[i, j], (i, 1, n(k + 1))) * g_prime(z(k)[j])",
            r"Σ|sum|each",
        ),
        ("d(Loss, z_out) * W(k + 1)[1, j] * g_prime(z(k)[j])", r"z_out"),
        ("d(Loss, z(k + 1)[i]) * W(k + 1)[i, j]", r"Σ"),
        (
            "Sum(d(Loss, z(k + 1)[j]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k + 1)))",
            r"z\(k \+ 1\)\[j\]|index|does not exist",
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, 2)) / 2",
            r"½|1/2|mean|divide|does not exist",
        ),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j] * h(k)[j] * (1 - h(k)[j]), (i, 1, n(k + 1)))",
            r"sigmoid",
        ),
        ("d(Loss, z(k)[j])", r"[Ww]rite it out"),
        ("Sum(W(k + 1)[i, j] * g_prime(z(k)[j]), (i, 1, n(k + 1)))", r"d\(Loss, z\(k \+ 1\)|loss"),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[m, j], (i, 1, n(k + 1))) * g_prime(z(k)[j])",
            r"the Σ runs over i, not over m",
        ),
        ("Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[m, j], (i, 1, n(k + 1)))", r"m is free"),
        (
            "Sum(d(Loss, z(k + 1)[i]) * W(k + 1)[i, j], (i, 1, n)) * g_prime(z(k)[j])",
            r"n needs its layer",
        ),
    ],
    "03_5.layer_below": [
        ("return dz @ W * h * (1 - h)", r"sigmoid"),
        ("return dz @ W * (1 - h**2)", r"tanh"),
        ("return W @ dz * g_prime(z)", r"inner sizes"),
        ("return 2 * dz @ W * g_prime(z)", TWICE),
        ("return -dz @ W * g_prime(z)", SIGN),
        ("return dz @ W * h * g_prime(z)", r"\bh\b"),
        (
            "for c in range(len(W)):\n    down = dz[:, [c]] * W[c] * g_prime(z)\nreturn down",
            r"last|one path|one edge",
        ),
        ("return (dz @ W * g_prime(z)).sum(axis=0)", r"per sample|sample"),
        ("return dz * g_prime(z)", r"shape|broadcast|weight"),
        ("return np.dot(dz, W) * g_prime(dz)", r"broadcast|g_prime|shapes"),
        ("return dz @ W * g_prime(z) / W.shape[0]", r"divide|mean|average|times"),
        ("return dz @ W * (1 - np.tanh(z) ** 2)", r"for g = tanh only"),
        ("s = 1 / (1 + np.exp(-z))\nreturn dz @ W * s * (1 - s)", r"for g = sigmoid only"),
        ("return dz @ W * z", r"z where the slope"),
        ("return dz @ W[k + 1] * g_prime(z)", r"k is a symbol"),
    ],
    "03_6.deep": [
        (
            "d(Loss, z_out) * W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2] * g_prime(z(1)[2]) * x[1]",
            r"brackets.*d\(Loss, z_out\).* and .*belong to all",
        ),
        (
            "d(Loss, z_out) * W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2] * d(Loss, z_out) * g_prime(z(1)[2]) * x[1]",
            r"brackets",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) + W(3)[1, 2] * g_prime(z(2)[2])) * (W(2)[1, 2] + W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            r"multiplied two sums.*along each path",
        ),
        (
            "d(Loss, z_out) * W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2] * g_prime(z(1)[2]) * x[1]",
            r"path",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 1] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 1]) * g_prime(z(1)[1]) * x[2]",
            r"exchanged",
        ),
        (
            "2 * d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            TWICE,
        ),
        (
            "-d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            SIGN,
        ),
        (
            "d(Loss, z_out) * (g_prime(z(2)[1]) * W(2)[1, 2] + g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            r"weight|W\(3\)",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * W(2)[1, 2] + W(3)[1, 2] * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            r"slope of g|g'|g_prime",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * h(1)[1]",
            r"h\(1\)\[1\]",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 1] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 1]) * g_prime(z(1)[2]) * x[1]",
            r"W\(2\)\[1, 1\]|other node|another node",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2])",
            r"x\[1\]|input",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] - W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            r"sign",
        ),
        (
            "(W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * g_prime(z(1)[2]) * x[1]",
            r"d\(Loss, z_out\)|loss",
        ),
        (
            "d(Loss, z_out) * (W(3)[1, 1] * g_prime(z(2)[1]) * W(2)[1, 2] + W(3)[1, 2] * g_prime(z(2)[2]) * W(2)[2, 2]) * x[1]",
            r"slope of g|g'|g_prime",
        ),
    ],
    "03_6.backward": [
        (
            "last = max(W)\ndz = (h[last] - y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"squared|loss_prime",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"y\[:, None\]|\(n, 1\)",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / n\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            N_IS_A_SYMBOL,
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * (1 - h[last]**2)\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * (1 - h[k - 1]**2)\nreturn dW",
            r"tanh|g_prime",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * h[k - 1] * (1 - h[k - 1])\nreturn dW",
            r"sigmoid|g_prime",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 1, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"keys",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    dz = dz @ W[k]\n    if k > 1:\n        dz = dz * g_prime(z[k - 1])\n"
            "return {k: 2 * dW[k] for k in dW}",
            TWICE,
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(W)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"layers|samples",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"layer|starts",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = h[k - 1].T @ dz / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"exchanged|rows and columns",
        ),
    ],
    "03_6.sgd_step": [
        (
            "h = {0: x}\nfor k in sorted(W):\n    h[k] = g(W[k] @ h[k - 1])\nlast, new = max(W), {}\n"
            "dz = (h[last] - y) * (1 - h[last]**2)\nfor k in range(last, 0, -1):\n"
            "    new[k] = W[k] - rate * np.outer(dz, h[k - 1])\n"
            "    dz = W[k].T @ dz * (1 - h[k - 1]**2)\nreturn new",
            r"tanh|g_prime",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(z[max(W)]), W.copy()\n"
            "for k in range(max(W), 0, -1):\n    below = W[k].T @ dz\n"
            "    new[k] -= rate * np.outer(dz, h[k - 1])\n"
            "    if k > 1:\n        dz = below * g_prime(z[k - 1])\nreturn new",
            r"shallow|same arrays|new\[k\] = ",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(z[max(W)]), dict(W)\n"
            "new[max(W)] = W[max(W)] - rate * np.outer(dz, h[max(W) - 1])\nreturn new",
            r"layer|\[1\]|unchanged",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(z[max(W)]), {}\n"
            "for k in range(max(W), 0, -1):\n    new[k] = np.outer(dz, h[k - 1])\n"
            "    if k > 1:\n        dz = W[k].T @ dz * g_prime(z[k - 1])\nreturn new",
            r"gradient|slope.*not|start",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (y - h[max(W)]) * g_prime(z[max(W)]), {}\n"
            "for k in range(max(W), 0, -1):\n    new[k] = W[k] + rate * np.outer(dz, h[k])\n"
            "    if k > 1:\n        dz = W[k].T @ dz * g_prime(z[k - 1])\nreturn new",
            r"broadcast|shapes|layer",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(h[max(W)]), {}\n"
            "for k in range(max(W), 0, -1):\n    new[k] = W[k] - rate * np.outer(dz, h[k - 1])\n"
            "    if k > 1:\n        dz = W[k].T @ dz * g_prime(h[k - 1])\nreturn new",
            r"another place|goes into g|taken at",
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(z[max(W)]), {}\n"
            "for k in range(max(W), 0, -1):\n    new[k] = W[k] - rate * np.outer(dz, h[k - 1]) / n\n"
            "    if k > 1:\n        dz = W[k].T @ dz * g_prime(z[k - 1])\nreturn new",
            N_IS_A_SYMBOL,
        ),
        (
            "z, h = {}, {0: x}\nfor k in sorted(W):\n    z[k] = W[k] @ h[k - 1]\n    h[k] = g(z[k])\n"
            "dz, new = (h[max(W)] - y) * g_prime(z[max(W)]), {}\n"
            "for k in range(max(W), 0, -1):\n    new[k] = W[k] - 3 * rate * np.outer(dz, h[k - 1])\n"
            "    if k > 1:\n        dz = W[k].T @ dz * g_prime(z[k - 1])\nreturn new",
            r"step.*3 times|3 times.*step",
        ),
    ],
    "beyond_04.bias_slope": [
        ("d(Loss, z_out) * W(2)[1, 2] * g_prime(z(1)[2]) * x[4]", r"x\[4\]|input"),
        ("d(Loss, z_out) * W(2)[1, 2]", r"slope of g"),
        ("2 * d(Loss, z_out) * W(2)[1, 2] * g_prime(z(1)[2])", TWICE),
        ("d(Loss, z_out) * W(2)[2, 1] * g_prime(z(1)[2])", r"W\(2\)\[2, 1\]|node|exchanged"),
        ("d(Loss, z_out) * W(2)[1, 2] * g_prime(z(1)[1])", r"z\(1\)|node"),
        ("0", r"0"),
        ("1", r"d\(Loss, z_out\)|missing|does not"),
    ],
    "beyond_04.backward": [
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k] * g_prime(z[k - 1])\nreturn dW",
            r"broadcast|shapes",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1][:, 1:] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k][:, 1:] * g_prime(z[k - 1])\nreturn dW",
            r"shape",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1] / len(y)\n"
            "    if k > 1:\n        dz = dz @ W[k][:, 1:] * g_prime(z[k - 1])\nreturn dW",
            r"y\[:, None\]|\(n, 1\)",
        ),
        (
            "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
            "for k in range(last, 0, -1):\n    dW[k] = dz.T @ h[k - 1]\n"
            "    if k > 1:\n        dz = dz @ W[k][:, 1:] * g_prime(z[k - 1])\nreturn dW",
            r"n times|mean",
        ),
    ],
    "beyond_04.batch_gradient": [
        ("return dz[batch].T @ h[batch] / len(dz)", r"number of all samples"),
        ("return dz[batch] @ h[batch].T / len(batch)", r"inner sizes differ"),
        ("return dz.T @ h", r"not in the batch|times|shape|differ|entr"),
        ("return 2 * dz[batch].T @ h[batch] / len(batch)", TWICE),
        ("return dz[batch].T @ h[batch] / n", N_IS_A_SYMBOL),
        ("return dz[batch].T @ h[batch][:, 1:] / len(batch)", r"shape"),
    ],
    "beyond_05.moves": [
        (_MOVES_5 % ("+", "0", "0", "+"), r"z_2|add up"),
        (_MOVES_5 % ("+", "+", "0", "+"), r"add up"),
        (_MOVES_5 % ("+", "-", "+", "+"), r"added|power"),
        (_MOVES_5 % ("+", "-", "0", "0"), r"gaps|doubl"),
        (_MOVES_5 % ("+", "0", "+", "+"), r"alone|its own z"),
        (_MOVES_5 % ("up", "-", "0", "+"), r"'\+', '-', '0'"),
    ],
    "beyond_05.shares": [
        ("return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)", r"overflow"),
        ("return np.exp(Z) / np.exp(Z).sum(axis=0)", r"samples|one sample"),
        ("return np.exp(Z) / np.exp(Z).sum()", r"all entries"),
        ("return 1 / (1 + np.exp(-Z))", r"alone"),
        ("return Z / Z.sum(axis=1, keepdims=True)", r"z itself|negative"),
        ("e = np.exp(Z - Z.max())\nreturn e / e.sum(axis=1, keepdims=True)", r"far apart"),
        ("return Z.argmax(axis=1)", r"shape|row|one"),
        ("return np.exp(Z - Z.max(axis=1, keepdims=True))", r"differ|times|entries"),
        ("return S * Z", r"S is a symbol"),
    ],
    "beyond_05.slope": [
        (_P_5 + "return np.eye(Z.shape[1])[y] - p", SIGN),
        (_P_5 + "return p", r"label is missing"),
        (_P_5 + "return (p - np.eye(Z.shape[1])[y]) / len(Z)", r"\bn\b|number of samples"),
        (_P_5 + "p[:, y] -= 1\nreturn p", r"differ|entries|times"),
        (_P_5 + "return -np.eye(Z.shape[1])[y] / p", r"stopped at p"),
        (_P_5 + "return 2 * (p - np.eye(Z.shape[1])[y])", TWICE),
        (_P_5 + "return p - y", r"broadcast|shape|together|operands"),
        (_P_5 + "return (p - np.eye(Z.shape[1])[y]) * p * (1 - p)", r"too many|has it already"),
        (_P_5 + "return (p - np.eye(Z.shape[1])[y]).mean(axis=0)", r"shape|sample|added|mean"),
    ],
    "beyond_05.mine": [
        ("[d(p[i], z[j]), KroneckerDelta(i, j) - p[j]]", r"[Ll]ine 1"),
        ("[d(p[i], z[j]) / p[i], KroneckerDelta(i, j) - p[i]]", r"line 2.*exchanged"),
        ("[d(p[i], z[j]) / p[i], 1 - p[j]]", r"line 2.*i = j"),
        ("[p[i] * (KroneckerDelta(i, j) - p[j])]", r"line 1.*logarithm"),
        ("[d(p[i], z[j]) / p[i], p[j] - KroneckerDelta(i, j)]", SIGN),
        ("KroneckerDelta(i, j) - p[j]", r"list of lines"),
    ],
}

TRUE = {
    "beyond_05.moves": [_MOVES_5 % ("+", "−", 0, "+")],
    "beyond_05.slope": [
        _P_5 + "p[range(len(y)), y] -= 1\nreturn p",
        _P_5 + "return p - (y[:, None] == np.arange(Z.shape[1]))",
    ],
    "beyond_05.mine": [
        "[1 / p[i] * d(p[i], z[j]), -p[j] + KroneckerDelta(j, i)]",
        "[d(z[i] - log(S), z[j]), KroneckerDelta(i, j) - d(log(S), z[j]), KroneckerDelta(i, j) - p[j]]",
    ],
    "beyond_04.bias_slope": [
        "W(2)[1, 2] * g_prime(Sum(W(1)[2, m] * x[m], (m, 1, 4))) * d(Loss, z_out)",
    ],
    "beyond_04.backward": [
        "last = max(W)\ndz = loss_prime(h[last], y[:, None]) * g_prime(z[last])\ndW = {}\n"
        "for k in range(last, 0, -1):\n    dW[k] = np.einsum('ti,tj->ij', dz, h[k - 1]) / len(y)\n"
        "    if k > 1:\n        dz = (dz @ W[k])[:, 1:] * g_prime(z[k - 1])\nreturn dW",
    ],
    "beyond_04.batch_gradient": [
        "return sum(np.outer(dz[t], h[t]) for t in batch) / len(batch)",
        "return np.tensordot(dz[batch], h[batch], axes=(0, 0)) / len(batch)",
        "return np.array([[np.mean([dz[t][a] * h[t][c] for t in batch]) "
        "for c in range(h.shape[1])] for a in range(dz.shape[1])])",
    ],
    "01.health": ["sum(weight * x[c] for c, weight in enumerate([0.2, -0.2, -0.8, 0.5], start=1))"],
    "01.weigh": ["return np.dot(w, inputs)", "return np.sum(w * inputs)"],
    "02.node": ["Sum(W(1)[2, p] * x[p], (p, 1, 3))"],
    "02.layer": [
        "z = np.dot(W, h)\nreturn z, g(z)",
        "z = [sum(W[i][j] * h[j] for j in range(len(h))) for i in range(len(W))]\nreturn z, g(z)",
    ],
    "03_0.new_weight": [
        "W(1)[1, 2] - Symbol('eta', positive=True) * d(Loss, W(1)[1, 2])",
        "W(1)[1, 2] - eta * d(Loss, z_out) * W(2)[1, 1] * g_prime(z(1)[1]) * x[2]",
        "W(1)[1, 2] - eta * d(Loss, z(1)[1]) * d(z(1)[1], W(1)[1, 2])",
    ],
    "03_0.J": ["return np.mean(0.5 * (p - y)**2)", "return ((p - y) @ (p - y)) / (2 * len(y))"],
    "03_1.signs": [_SIGNS_1 % ("−", "+", 0, 0)],
    "03_1.squared": ["(p - y) * (1 - exp(-p))", "(p - y) / (1 + exp(-z_out))"],
    "03_2.edge": ["loss_prime(p, y) * g_prime(z_out) * h(2)[2]"],
    "03_4.node": ["loss_prime(p, y) * g_prime(z_out) * W(L + 1)[1, i] * g_prime(z(L)[i])"],
}

UNFINISHED = {
    "beyond_05.mine": [
        ("[d(p[i], z[j]) / p[i]]", r"work out the derivative"),
        ("[KroneckerDelta(i, j) - p[j]]", r"leaps"),
    ],
    "01b.flow": [
        ("sum(W(2)[1, c] * h(1)[c] for c in (1, 2, 3))", r"now write out h\(1\)\[1\], down to"),
        ("Sum(W(2)[1, j] * h(1)[j], (j, 1, 3))", r"now write out h\(1\)\[1\], down to"),
        ("Sum(W(2)[1, j] * g(z(1)[j]), (j, 1, 3))", r"now write out z\(1\)\[1\], down to"),
    ],
    "03_1.squared": [
        (
            "loss_prime(g(z_out), y) * g_prime(z_out)",
            r"slope of the squared loss and that of softplus\.",
        ),
        ("(p - y) * g_prime(z_out)", r"[Tt]rue so far; now put in the slope of softplus\."),
        ("(p - y) * d(g(z_out), z_out)", r"[Tt]rue so far; now put in the slope of softplus\."),
        ("d(Loss, g(z_out)) / (1 + exp(-z_out))", r"put in the slope of the squared loss\."),
    ],
    "03_2.edge": [
        ("d(Loss, z_out) * d(z_out, W(3)[1, 2])", r"work out d\(z_out, W\(3\)\[1, 2\]\)")
    ],
    "03_3.edge": [
        (
            "Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, i], (m, 1, n(k + 1))) * g_prime(z(k)[i])"
            " * h(k - 1)[j]",
            r"leads away.*go back to d\(Loss, z\(k\)\[i\]\), which may stand",
        ),
        ("d(Loss, z(k)[i]) * d(z(k)[i], W(k)[i, j])", r"work out d\(z\(k\)\[i\], W\(k\)\[i, j\]\)"),
    ],
    "03_4.node": [
        ("d(Loss, z_out) * W(L + 1)[1, i] * d(g(z(L)[i]), z(L)[i])", r"work out.*g_prime"),
    ],
}

# Those whose fault no verdict names yet: they read only how and where their answer differs.
UNNAMED = {
    ("01.health", "0.2 * 0.2 * 0.8 * 0.5 * x[1] * x[2] * x[3] * x[4]"),
    ("03_2.output_gradient", "return sum(dz) * sum(h) / len(h)"),
    ("03_5.node", "d(Loss, z_out) * W(k + 1)[1, j] * g_prime(z(k)[j])"),
}
