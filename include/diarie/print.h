/* print: a paper → PDF, with cairo and pango. Only diarie-print holds it: diarie itself must stay quick. */
#pragma once

#include <diarie/paper.h>

/* cage.c: from here on this process reads its input and fonts, sets a paper and answers: no other file, no socket, no program, no process.
 * DI_ERROR_INTERNAL: the kernel will not have it, and why. A build for sanitizers or coverage has no walls. */
gboolean di_print_walls(GError **error);

/* A tagged PDF on A4 with bookmarks and page numbers. DI_ERROR_INTERNAL: cairo failed, and how. */
GBytes *di_print_pdf(const DiPaper *paper, GError **error) G_GNUC_WARN_UNUSED_RESULT;
