/* The element names of OpenDocument that carry meaning for a reader of text (ODF 1.3 part 3). */
#include "odt.h"

/* clang-format off */
static const DiXmlSpace spaces[] = {
	{"urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"},
	{"urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"},
	{"urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"},
	{"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"},
	{"urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"},
	{"urn:oasis:names:tc:opendocument:xmlns:form:1.0", "form"},
	{"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest"},
	{"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "svg"},
	{"urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0", "field"},
	{"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"},
};

static const DiXmlName names[] = {
	{"office:text", O_TEXT}, {"text:p", O_P}, {"text:h", O_H}, {"text:span", O_SPAN}, {"text:s", O_S},
	{"text:tab", O_TAB}, {"text:line-break", O_LINE_BREAK},
	{"text:list", O_LIST}, {"text:list-item", O_LIST_ITEM}, {"text:list-header", O_LIST_HEADER},
	{"table:table", O_TABLE}, {"table:table-row", O_ROW}, {"table:table-cell", O_CELL},
	{"table:covered-table-cell", O_COVERED_CELL},
	{"draw:text-box", O_TEXT_BOX}, {"draw:custom-shape", O_SHAPE}, {"draw:rect", O_SHAPE},
	{"draw:ellipse", O_SHAPE}, {"draw:polygon", O_SHAPE}, {"draw:path", O_SHAPE}, {"draw:caption", O_SHAPE},
	{"draw:image", O_IMAGE}, {"text:note-body", O_NOTE_BODY},
	{"text:table-of-content", O_CONTENTS}, {"text:alphabetical-index", O_CONTENTS},
	/* what is filled in */
	{"draw:control", O_CONTROL}, {"loext:content-control", O_CONTENT_CONTROL},
	{"field:fieldmark-start", O_FIELD_START}, {"field:fieldmark-end", O_FIELD_END},
	{"text:text-input", O_INPUT}, {"text:drop-down", O_INPUT}, {"text:placeholder", O_PLACEHOLDER},
	{"form:text", O_FORM_VALUE}, {"form:textarea", O_FORM_VALUE}, {"form:formatted-text", O_FORM_VALUE},
	{"form:date", O_FORM_VALUE}, {"form:number", O_FORM_VALUE}, {"form:combobox", O_FORM_VALUE},
	{"form:checkbox", O_FORM_BOX},
	/* what nobody sees */
	{"text:tracked-changes", O_SKIPPED}, {"office:annotation", O_SKIPPED}, {"text:note-citation", O_SKIPPED},
	{"text:ruby-text", O_SKIPPED}, {"text:hidden-text", O_SKIPPED}, {"svg:title", O_SKIPPED}, {"svg:desc", O_SKIPPED},
	{"office:binary-data", O_SKIPPED}, {"table:shapes", O_SKIPPED}, {"table:desc", O_SKIPPED}, {"table:title", O_SKIPPED},
	{"text:index-title-template", O_SKIPPED}, {"text:list-level-style-image", O_LEVEL_BULLET},
	/* styles, page headers, manifest */
	{"style:header", O_HEADER}, {"style:footer", O_HEADER}, {"style:header-first", O_HEADER},
	{"style:footer-first", O_HEADER}, {"style:style", O_STYLE}, {"style:default-style", O_DEFAULT_STYLE},
	{"style:text-properties", O_TEXT_PROPERTIES}, {"text:list-style", O_LIST_STYLE},
	{"text:outline-style", O_OUTLINE_STYLE}, {"text:list-level-style-number", O_LEVEL_NUMBER},
	{"text:list-level-style-bullet", O_LEVEL_BULLET}, {"text:outline-level-style", O_LEVEL_NUMBER},
	{"manifest:encryption-data", O_ENCRYPTION},
};
/* clang-format on */

DiXmlVocabulary di_odt_words = {spaces, G_N_ELEMENTS(spaces), names, G_N_ELEMENTS(names), NULL};
