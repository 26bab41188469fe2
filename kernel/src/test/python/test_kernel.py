"""The protocol, as Jupyter's own suite sees it: jupyter_kernel_test against the installed kernel."""

from __future__ import annotations

import jupyter_kernel_test
import pytest
from clients import run
from jupyter_kernel_test.msgspec_v5 import validate_message


@pytest.mark.usefixtures("kernelspec")
class TestNablaKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "nabla"
    language_name = "java"
    file_extension = ".java"

    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("to the error stream");'

    completion_samples = [
        {"text": '"text".toUpperC', "matches": {"toUpperCase"}},
        {"text": "Math.sqr", "matches": {"sqrt"}},
        {"text": "IllegalStateEx", "matches": {"IllegalStateException"}},
    ]

    complete_code_samples = ["1 + 1", "int x = 3;", "int f(int n) {\n  return n * n;\n}", "// nothing but a comment", "int a = 1; int b = 2;"]
    incomplete_code_samples = ["int f(int n) {", "for (int i = 0; i < 3; i++) {\n", "int x = ", "/* a comment", '"""\ntext']
    invalid_code_samples = ["int x = ;", ")", "'a", "1 + ) 2", "1 +* 2"]

    code_generate_error = 'throw new IllegalStateException("on purpose");'

    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"one" + " " + "two"', "result": "one two"},
        {"code": "tensor(6.0)", "result": "tensor(6.)"},
        {"code": "tensor(new int[][]{{1, 2}, {3, 4}})", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(html("<b>bold</b>"));', "mime": "text/html"},
        {"code": "display(tensor(3.0).requiresGrad(true).mul(2).graph());", "mime": "image/svg+xml"},
    ]
    code_clear_output = "clear();"
    code_inspect_sample = "String"

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "*1 + 2*"

    def execute_helper(self, code, timeout=60, silent=False, store_history=True, stop_on_error=True):
        """As in the base class, but a slow machine may take its time between the reply and what follows it."""
        result = run(self.kc, code, timeout, silent=silent, store_history=store_history, stop_on_error=stop_on_error)
        busy, *published = result.published
        validate_message(result.reply, "execute_reply", result.request)
        self.assertEqual(busy["content"]["execution_state"], "busy")
        for message in result.published:
            validate_message(message, message["msg_type"], result.request)
        for message in published:
            if message["msg_type"] == "execute_input":
                self.assertEqual(message["content"]["code"], code)
        return result.reply, [message for message in published if message["msg_type"] != "execute_input"]

    def test_the_kernelspec_promises_what_the_kernel_says(self):
        self.flush_channels()
        self.kc.kernel_info()
        content = self.kc.get_shell_msg(timeout=60)["content"]
        self.assertEqual(content["protocol_version"], self.km.kernel_spec.to_dict()["kernel_protocol_version"])

    # A pager is an old payload of the classic notebook; this kernel sends none, as the protocol advises.
    test_pager = None


@pytest.mark.usefixtures("kernelspec")
class TestNablaWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "nabla"
    support_iopub_welcome = True
