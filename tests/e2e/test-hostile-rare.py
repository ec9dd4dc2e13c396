"""The tests of test-hostile.py with the files of hostile_rare.py."""
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import hostile_rare
import tap

spec = importlib.util.spec_from_file_location("hostile_tests", os.path.join(HERE, "test-hostile.py"))
tests = sys.modules["hostile_tests"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tests)
tests.MAKER, tests.LEAST = hostile_rare, 100

if __name__ == "__main__":
    tap.run("hostile_tests")
