"""Recorded graphs in JupyterLab in a real browser: what they show, what a click, a key and a step do; light and dark."""

from __future__ import annotations

import re

import nbformat
from nbclient import NotebookClient
from playwright.sync_api import expect
from test_display_lab import lab, notebook, open_notebook, outputs, page, photograph  # noqa: F401
from test_lab import NOT_OURS, run_all

GRAPHS = {
    "mlp": "manualSeed(0); var x = randn(5, 2); var target = randn(5, 1);\n"
    "var net = new Sequential(new Linear(2, 4), new Tanh(), new Linear(4, 1));\n"
    "var loss = net.call(x).sub(target).pow(2).mean();\nloss.backward();\nloss.graph()",
    "twice": "var w = tensor(3.0).requiresGrad(true); var y = w.mul(w).add(w);\ny.backward(RETAIN_GRAPH); y.backward();\ny.graph()",
    "failed": "var p = tensor(2.0).requiresGrad(true); var e = p.exp(); var q = e.mul(3); e.detach().add_(1);\n"
    "try { q.backward(); } catch (GradientException _) {}\nq.graph()",
    "detached": "var s = w.mul(2); var r = s.mul(s.detach());\nr.graph()",
    "lstm": "var lstm = new LSTM(2, 3); graph(lstm, randn(20, 1, 2))",
    "magic": "%graph net, x",
    "loop": "var state = randn(3); for (int i = 0; i < 200; i++) { state = state.mul(w).tanh(); }\nstate.sum().graph()",
    "large": "var far = w; var dice = new Random(1);\n"
    "for (int i = 0; i < 300; i++) { far = switch (dice.nextInt(3)) { case 0 -> far.exp(); case 1 -> far.sin(); default -> far.cos(); }; }\nfar.graph()",
    "spanish": "%lang es\n%graph q",
    "transformer": "%lang en\nvar layer = new TransformerEncoderLayer(8, 2, TransformerEncoderLayer.options().feedforwardSize(8));\n"
    "graph(new TransformerEncoder(layer, 12), randn(3, 1, 8))",
}


def test_graphs_are_drawn_and_answer(lab, page) -> None:  # noqa: F811
    (page, complaints) = page
    open_notebook(page, lab, notebook(lab[0] / "graphs.ipynb", list(GRAPHS.values())))
    run_all(page)
    drawing = {name: outputs(page, number).locator(".nabla-graph") for number, name in enumerate(GRAPHS)}
    for name in GRAPHS:
        expect(drawing[name].locator("svg"), name).to_be_visible()
    for name, texts in {
        "mlp": ["net.0.weight", "loss = mean", "tanh a"],
        "twice": ["grad = 14.  ×2"],
        "failed": ["▲ result: version 1", "expected 0"],
        "detached": ["detach", "● saved b"],
        "lstm": ["LSTM step ×20"],
        "magic": ["net.0.weight"],
        "loop": ["state = mul → tanh ×200", "w"],
        "large": ["w", "graph() of an earlier tensor shows them, and"],
        "spanish": ["▲ resultado: versión 1", "se esperaba 0", "constante"],
        "transformer": ["TransformerEncoderLayer ×12", "input"],
    }.items():
        for text in texts:
            expect(drawing[name].get_by_text(text, exact=True).first).to_be_visible()
    expect(drawing["failed"].get_by_text(re.compile("failed: one of the variables")).first).to_be_visible()

    expect(drawing["large"].get_by_text(re.compile(r"^… \d+ more$"))).to_be_visible()
    expect(drawing["spanish"]).to_contain_text("Señala una caja")

    # Pointing and the keyboard tell the same.
    mlp = drawing["mlp"]
    mlp.locator("[data-box]", has_text="net.0.weight").first.hover()
    expect(mlp).to_contain_text("net.0.weight: parameter, [4, 2] float32")
    mlp.locator("[data-box]", has_text="tanh a").focus()
    expect(mlp).to_contain_text("TanhBackward0, backward step")

    # The backward pass, step by step.
    mlp.get_by_role("button", name="one step of the backward pass").click()
    expect(mlp).to_contain_text("step 1 of 8")
    expect(mlp.locator("[data-box].now", has_text="loss = mean")).to_be_in_viewport(ratio=1)
    opacity = "element => getComputedStyle(element).opacity"
    (first, last) = ([label for label in mlp.locator("svg [data-carries=true]:has(text)").all()][place] for place in (0, -1))
    assert sorted([first.evaluate(opacity), last.evaluate(opacity)]) == ["0.35", "1"], "only what has come is bright"
    photograph(page, [f"graph-{name}" for name in GRAPHS])

    # A click opens a module, and closes one.
    transformer = drawing["transformer"]
    transformer.locator("[data-leads]").first.click()
    expect(transformer.get_by_text("self_attn", exact=True)).to_be_visible()
    expect(transformer.get_by_text("TransformerEncoderLayer ×11", exact=True)).to_be_visible()
    transformer.get_by_role("button", name="first drawing").click()
    expect(transformer.get_by_text("TransformerEncoderLayer ×12", exact=True)).to_be_visible()
    tanh = mlp.locator("[data-box]", has_text="tanh a")
    tanh.focus()
    tanh.press("Enter")
    expect(mlp.get_by_text("Tanh", exact=True)).to_be_visible()
    assert [text for text in complaints if not NOT_OURS.search(text)] == []


def test_an_untrusted_notebook_shows_a_picture(lab, page, kernelspec) -> None:  # noqa: F811
    (page, complaints) = page
    path = notebook(lab[0] / "untrusted.ipynb", [GRAPHS["mlp"], 'new IntSlider("n", 3, 0, 10)'])
    executed = nbformat.read(path, as_version=4)
    NotebookClient(executed, kernel_name="nabla", timeout=120).execute()
    nbformat.write(executed, path)
    open_notebook(page, lab, path)
    picture = outputs(page, 0).locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    assert "net.0.weight" in picture.get_attribute("alt")
    expect(outputs(page, 0).locator("svg")).to_have_count(0)
    photograph(page, ["untrusted-graph", "untrusted-widget"])
    expect(outputs(page, 1)).to_contain_text("IntSlider: n = 3")
    assert [text for text in complaints if not NOT_OURS.search(text)] == []
