"""An activation of one's own in the browser: typed, refused with the place, mended, trained."""


def test_a_formula_is_typed_refused_and_mended(opened):
    cells = [
        "from nnlib import widgets\nw = widgets.invent_activation()\nw",
        "from nnlib.symbolic import activation, loss\nactivation('z / (1 + exp(-z))')",
        "loss('log(cosh(p - y))')",
    ]
    notebook = opened(cells=cells)
    (widget,) = notebook.widgets()
    page, box, image = notebook.page, widget.get_by_role("textbox").first, widget.locator("img")
    widget.locator("mjx-container").first.wait_for()  # the derivation, set by MathJax
    assert page.locator(".jp-OutputArea-output mjx-container").count() >= 3
    notebook.screenshot("invent", widget)

    def typed(text):
        box.fill(text)
        box.press("Enter")

    assert notebook.changes(widget, lambda: typed("sin(z)"), 20)
    assert image.get_attribute("alt").startswith("g(z) = sin(z): at z = 1, g is 0.841")
    typed("1/(z - 2)")
    alert = widget.get_by_role("alert")
    alert.get_by_text("1/(z - 2) has no value at z = 2: it divides by 0.").wait_for()
    assert widget.locator("pre").inner_text() == "    1/(z - 2)\n      ^"
    notebook.screenshot("invent_refused", widget)
    assert notebook.execute("print(w.g.name)") == "sin(z)"
    assert notebook.changes(
        widget, lambda: widget.get_by_role("button", name="parabola", exact=True).click(), 20
    )
    assert box.input_value() == "z**2" and alert.inner_text() == ""
    assert widget.locator("pre").count() == 0
    assert notebook.problems() == []
