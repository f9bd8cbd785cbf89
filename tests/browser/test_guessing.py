"""What a guess folds stays folded, after Run All too, until there is a guess or a wish to see."""

import nbformat
from playwright.sync_api import expect

from tools.execute import fresh
from tools.notebook import dumps

CELLS = (
    "from nnlib import plots\nfrom nnlib.widgets import fill_in, predict",
    "before, after = 2, 1\npredict({'up': after > before, 'down': after < before})\n"
    "print('it goes down')\nplots.activation('tanh')",
    "predict()\nprint('here it is')",
    "fill_in({'$z$': 2.0, '$h$': 0.8808}, {'$h$': {'That is z.': 2.0}})\nprint('both are right')",
)


def texts(notebook, text):
    return notebook.page.locator(".jp-OutputArea-output", has_text=text).last


def test_what_follows_a_guess_is_folded(opened, lab):
    """As it is stored, after Run All, and then by a guess, by a click and by right numbers."""
    folder, _ = lab
    path = folder / "stored.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbformat.write(made, path)
    path.write_text(dumps(fresh(path)), encoding="utf-8")
    notebook = opened("stored.ipynb", run=False)
    page = notebook.page
    page.wait_for_selector(".jp-OutputPlaceholder")
    picture = page.locator(".jp-OutputArea-output img")
    folded = [texts(notebook, said) for said in ("it goes down", "here it is", "both are right")]
    for output in (*folded, picture):
        expect(output).to_be_hidden()
    assert notebook.command("notebook:run-all-cells")
    page.get_by_role("button", name="down", exact=True).wait_for()
    for output in (*folded, picture):
        expect(output).to_be_hidden()
    page.get_by_role("button", name="down", exact=True).click()
    expect(folded[0]).to_be_visible()
    expect(picture).to_be_visible()
    page.get_by_text("Show what happens").nth(1).click()
    expect(folded[1]).to_be_visible()
    z, h = page.get_by_placeholder("a number").all()
    for field, typed, said in ((z, "2", "✓ Yes."), (h, "2", "That is z."), (h, "0.88", "✓ Yes.")):
        expect(folded[2]).to_be_hidden()
        field.fill(typed)
        field.press("Enter")
        page.get_by_role("status").get_by_text(said).last.wait_for()
    expect(folded[2]).to_be_visible()
    assert notebook.problems() == []
