#!/usr/bin/env python3
"""make.py PAGE.jpeg WIDTH HEIGHT OUT.pdf: a PDF as a scanner makes it, of one JPEG that lies a little askew."""
import math
import sys

picture = open(sys.argv[1], 'rb').read()
width, height = int(sys.argv[2]), int(sys.argv[3])
tilt = math.radians(0.7)
turned = [595 * math.cos(tilt), 595 * math.sin(tilt), -842 * math.sin(tilt), 842 * math.cos(tilt), 4, -3]
content = ('q %.3f %.3f %.3f %.3f %d %d cm /P Do Q\n' % tuple(turned)).encode()
objects = [
    b'<</Type/Catalog/Pages 2 0 R>>',
    b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
    b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>',
    b'<</Length %d>>stream\n' % len(content) + content + b'\nendstream',
    b'<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>'
    b'stream\n' % (width, height, len(picture)) + picture + b'\nendstream',
]
out, at = b'%PDF-1.4\n', []
for number, body in enumerate(objects, 1):
    at.append(len(out))
    out += b'%d 0 obj' % number + body + b'\nendobj\n'
table = len(out)
out += b'xref\n0 6\n0000000000 65535 f \n' + b''.join(b'%010d 00000 n \n' % offset for offset in at)
out += b'trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % table
open(sys.argv[4], 'wb').write(out)
