/* print: a paper → PDF, with cairo and pango. Only diarie-print holds it: diarie itself must stay quick. */
#pragma once

#include <diarie/paper.h>

/* A tagged PDF on A4 with bookmarks and page numbers. DI_ERROR_INTERNAL: cairo failed, and how. */
GBytes *di_print_pdf(const DiPaper *paper, GError **error) G_GNUC_WARN_UNUSED_RESULT;
