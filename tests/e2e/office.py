"""LibreOffice as a person uses it: a form is opened, its controls are typed into, and it is saved in several formats.

Run by Debian's own Python, which has python3-uno, as a program: office.py FORM ANSWERS.json FOLDER."""
import json
import os
import shutil
import subprocess
import sys
import time

PYTHON = "/usr/bin/python3"
WAYS = ("inside", "behind", "before")
FILTERS = {"docx": "MS Word 2007 XML", "odt": "writer8", "pdf": "writer_pdf_Export"}


def is_there():
    return bool(shutil.which("soffice") and os.path.exists(PYTHON) and
                subprocess.run([PYTHON, "-c", "import uno"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0)


def type_into(form, answers, folder):
    """(way, kind, bytes) each: FORM with ANSWERS ({section: [paragraph]}) typed inside, behind and before its empty controls."""
    path = os.path.join(folder, "svar.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(answers, file)
    subprocess.run([PYTHON, os.path.abspath(__file__), form, path, folder], check=True, stdout=subprocess.DEVNULL, timeout=120)
    for way in WAYS:
        for kind in FILTERS:
            with open(os.path.join(folder, f"skriven-{way}.{kind}"), "rb") as file:
                yield way, kind, file.read()


def _property(name, value):
    from com.sun.star.beans import PropertyValue  # pylint: disable=import-error,import-outside-toplevel
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _connect(pipe):
    import uno  # pylint: disable=import-error,import-outside-toplevel
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # pylint: disable=broad-except
            time.sleep(0.1)
    raise SystemExit("LibreOffice does not answer")


def _empty_controls(document):
    """(section, paragraph) of each: LibreOffice 7 takes a control around a paragraph for an input field."""
    section, found = "", []
    paragraphs = document.Text.createEnumeration()
    while paragraphs.hasMoreElements():
        paragraph = paragraphs.nextElement()
        if paragraph.supportsService("com.sun.star.text.TextTable"):
            continue
        text = paragraph.String
        if text[:2] == "2." and text[2:3].isdigit():
            section = text[:3]
        elif text == "\r":
            found.append((section, paragraph))
    return found


def _type(context, document, answers, way):
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    frame, cursor = document.CurrentController.Frame, document.CurrentController.ViewCursor
    for section, paragraph in _empty_controls(document):
        cursor.gotoRange(paragraph.End if way == "behind" else paragraph.Start, False)
        if way == "inside":
            cursor.goRight(1, False)
        for i, text in enumerate(answers.get(section, [])):
            if i:
                dispatcher.executeDispatch(frame, ".uno:InsertPara", "", 0, ())
            dispatcher.executeDispatch(frame, ".uno:InsertText", "", 0, (_property("Text", text),))


def _one(context, desktop, form, answers, way, folder):
    document = desktop.loadComponentFromURL(f"file://{form}", "_blank", 0, (_property("Hidden", True),))
    _type(context, document, answers, way)
    for kind, name in FILTERS.items():
        document.storeToURL(f"file://{folder}/skriven-{way}.{kind}", (_property("FilterName", name),))
    document.close(True)


def main(form, answers, folder):
    with open(answers, encoding="utf-8") as file:
        answers = json.load(file)
    pipe = f"diarie{os.getpid()}"
    office = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = _connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    for way in WAYS:
        _one(context, desktop, form, answers, way, folder)
    try:
        desktop.terminate()
    except Exception:  # pylint: disable=broad-except
        pass  # the bridge goes with it
    office.wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
