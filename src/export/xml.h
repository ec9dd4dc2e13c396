/* Text into XML: nothing from outside goes out but through here. */
#pragma once

#include <glib.h>

/* Characters that XML 1.0 cannot carry are left out; line ends and tabs stay. */
void xml_text(GString *out, const char *text);
/* FORMAT knows %s (escaped; NULL: nothing), %d (int), %l (gint64) and %%. */
void xml_add(GString *out, const char *format, ...);
