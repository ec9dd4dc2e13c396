"""unittest told as TAP: one line a test, diagnostics for what failed, a plan at the end.

Use as the last line of a test program:  if __name__ == "__main__": tap.run()
A test's sentence is the first line of its docstring. Exit status 1 if anything failed.
TIMEOUT_S ends the program with every thread's stack: a test that hangs must not hang `make check`.
"""
import faulthandler
import os
import sys
import time
import unittest


def _sentence(test):
    part = f" {test._subDescription()}" if hasattr(test, "_subDescription") else ""
    test = getattr(test, "test_case", test)
    text = test.shortDescription() or str(test)
    return f"{type(test).__name__}: {text}{part}".replace("#", "").replace("\n", " ")


class Result(unittest.TestResult):
    """Writes each outcome at once, so that a log shows how far a run came."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.number = 0
        self.bad = False

    def _line(self, outcome, test, directive=""):
        self.number += 1
        spent = f" ({time.monotonic() - self.began:.2f} s)" if hasattr(self, "began") else ""
        print(f"{outcome} {self.number} - {_sentence(test)}{directive or spent}", file=self.stream, flush=True)

    def _failed(self, test, text):
        self.bad = True
        self._line("not ok", test)
        for line in text.rstrip().splitlines():
            print(f"# {line}", file=self.stream, flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        self.sub_failed = False

    def addSuccess(self, test):
        if not self.sub_failed:
            self._line("ok", test)

    def addError(self, test, err):
        self._failed(test, self._exc_info_to_string(err, test))

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.sub_failed = True
            self._failed(subtest, self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        self._line("ok", test, f" # SKIP {reason}")

    def addExpectedFailure(self, test, err):
        self._line("not ok", test, " # TODO")

    def addUnexpectedSuccess(self, test):
        self._failed(test, "succeeded, which was not expected")


def note(text):
    """A remark in the log: figures that a test has measured."""
    for line in str(text).splitlines():
        print(f"# {line}", flush=True)


def run(module="__main__", timeout_s=600):
    faulthandler.dump_traceback_later(timeout_s * int(os.environ.get("DIARIE_TEST_SLOWNESS", "1")), exit=True)  # sanitizers
    loader = unittest.defaultTestLoader
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    suite = loader.loadTestsFromNames(names, sys.modules[module]) if names else \
        loader.loadTestsFromModule(sys.modules[module])
    result = Result(sys.stdout)
    suite.run(result)
    empty = "" if result.number else " # SKIP no tests"
    print(f"1..{result.number}{empty}", flush=True)
    faulthandler.cancel_dump_traceback_later()
    sys.stdout.flush()
    os._exit(1 if result.bad else 0)  # threads of fixtures that hang on purpose do not keep us


def builddir():
    """The absolute path of the build tree."""
    return os.path.abspath(os.environ.get("top_builddir", "."))


def configured(*names):
    """Whether the build was configured with one of these macros (config.h)."""
    with open(os.path.join(builddir(), "config.h"), encoding="utf-8") as file:
        text = file.read()
    return any(f"#define {name} 1" in text for name in names)


def srcdir():
    """The absolute path of the source tree."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.path.abspath(os.environ.get("top_srcdir", here))
