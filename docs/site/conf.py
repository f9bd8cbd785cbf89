"""Sphinx settings of the reading pages; `tools/site_pages.py` lays out what they are made of."""

project = "The mathematics of neural networks"
author = "the course's authors"
language = "en"
html_title = "The mathematics of neural networks"

extensions = ["myst_nb", "tools.site_pages"]
source_suffix = {".ipynb": "myst-nb", ".md": "myst-nb"}
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "tools.site_pages.anchor"
suppress_warnings = ["misc.highlighting_failure"]  # a text may show a piece of code
nb_execution_mode = "off"  # the outputs that are stored are tested
nb_render_markdown_format = "myst"  # tables and links in outputs, too
nb_mime_priority_overrides = [
    ("html", "text/html", 1),
    ("html", "image/png", 2),
    ("html", "text/latex", 3),
    ("html", "text/markdown", 4),
    ("html", "application/vnd.jupyter.widget-view+json", None),
]

html_theme = "sphinx_book_theme"
html_theme_options = {
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],  # one place to search is enough: the sidebar
}
html_context = {"default_mode": "auto"}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = [("saved_copy.js", {"type": "module"}), "wide_equations.js", "print.js"]
html_use_index = False
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
mathjax_path = "tex-svg-full.js"
mathjax3_config = {"options": {"enableMenu": False}}  # it would fetch more files
