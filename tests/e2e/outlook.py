"""A mail as Outlook saves it (.msg): an OLE2 container as small as [MS-CFB] and [MS-OXMSG] allow.

    outlook.message(text="Hej!", files=[("rapport.docx", b"…")], mails=[outlook.entries(text="inuti")])
"""
import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _wide(text):
    return text.encode("utf-16-le")


def entries(text=None, html=None, files=(), mails=(), subject=None):
    """{name: bytes or another such dict}: the storages and streams of one mail"""
    out = {"__properties_version1.0": b"\0" * 32}
    if text is not None:
        out["__substg1.0_1000001F"] = _wide(text)
    if subject is not None:
        out["__substg1.0_0037001F"] = _wide(subject)
    if html is not None:
        out["__substg1.0_10130102"] = html.encode()
    for i, item in enumerate([*files, *mails]):
        within = {"__properties_version1.0": b"\0" * 8}
        if isinstance(item, dict):
            within["__substg1.0_3701000D"] = item
        else:
            within["__substg1.0_37010102"] = item[1]
            within["__substg1.0_3707001F"] = _wide(item[0])
        out[f"__attach_version1.0_#{i:08X}"] = within
    return out


def _flatten(name, content, directory, streams):
    """Adds the entry and what is below it; siblings hang on each other's right side, which every reader walks."""
    at = len(directory)
    directory.append(None)
    child = FREE
    if isinstance(content, dict):
        numbers = [_flatten(key, value, directory, streams) for key, value in content.items()]
        for left, right in zip(numbers, numbers[1:]):
            directory[left][3] = right
        child = numbers[0] if numbers else FREE
    else:
        streams.append((at, content))
    kind = 5 if at == 0 else 1 if isinstance(content, dict) else 2
    directory[at] = [name, kind, child, FREE, END, 0 if isinstance(content, dict) else len(content)]
    return at


def _entry(name, kind, child, right, start, size):
    wide = _wide(name)
    return struct.pack("<64sHBBIII16sIQQIQ", wide, len(wide) + 2, kind, 1, FREE, right, child, b"", 0, 0, 0, start, size)


def message(**what):
    directory, streams = [], []
    _flatten("Root Entry", entries(**what), directory, streams)
    n_directory = -(-len(directory) // 4)
    chains, sectors = [], []
    for at, content in streams:
        n = -(-len(content) // SECTOR)
        directory[at][4] = n_directory + len(sectors) if n else END
        chains.append(n)
        sectors += [content[i:i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(content), SECTOR)]
    n_fat = 1
    while n_fat * 128 < n_directory + len(sectors) + n_fat:
        n_fat += 1
    fat, at = [], 0
    for n in [n_directory, *chains]:
        fat += [*range(at + 1, at + n), END] if n else []
        at += n
    fat += [FAT] * n_fat
    fat += [FREE] * (n_fat * 128 - len(fat))
    raw = b"".join(_entry(*one) for one in directory).ljust(n_directory * SECTOR, b"\0")
    difat = [at + i for i in range(n_fat)]
    head = struct.pack("<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, n_fat, 0, 0,
                       0, END, 0, END, 0, difat[0])
    head += b"".join(struct.pack("<I", difat[i] if i < n_fat else FREE) for i in range(1, 109))
    return head + raw + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)
