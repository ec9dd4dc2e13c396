/* What the files that stamp a document share. */
#pragma once

#include <diarie/document.h>

typedef struct {
	const char *number, *signature, *arrived; /* as they are to be read; never NULL */
} DiStamp;

GBytes *di_stamp_docx(GBytes *document, const DiStamp *stamp, char **why_out);
GBytes *di_stamp_pdf(GBytes *document, const DiStamp *stamp, char **why_out);
