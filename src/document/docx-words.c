/* The element names of WordprocessingML and its neighbours that carry meaning for a reader of text. */
#include "docx.h"

/* clang-format off */
static const DiXmlSpace spaces[] = {
	{"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"},
	{"http://purl.oclc.org/ooxml/wordprocessingml/main", "w"},
	{"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"},
	{"http://schemas.microsoft.com/office/word/2010/wordml", "w14"},
	{"http://schemas.microsoft.com/office/word/2012/wordml", "w15"},
	{"http://schemas.openxmlformats.org/drawingml/2006/main", "a"},
	{"http://purl.oclc.org/ooxml/drawingml/main", "a"},
	{"http://schemas.openxmlformats.org/officeDocument/2006/math", "m"},
	{"http://purl.oclc.org/ooxml/officeDocument/math", "m"},
	{"urn:schemas-microsoft-com:vml", "v"},
	{"http://schemas.openxmlformats.org/package/2006/relationships", "rel"},
};

static const DiXmlName names[] = {
	/* parts */
	{"w:document", W_DOCUMENT}, {"w:hdr", W_HDR}, {"w:ftr", W_FTR},
	{"w:footnotes", W_FOOTNOTES}, {"w:endnotes", W_ENDNOTES}, {"w:footnote", W_FOOTNOTE}, {"w:endnote", W_ENDNOTE},
	{"w:styles", W_STYLES}, {"w:numbering", W_NUMBERING}, {"w:settings", W_SETTINGS},
	/* text */
	{"w:p", W_P}, {"w:pPr", W_P_PR}, {"w:r", W_R}, {"w:rPr", W_R_PR}, {"w:t", W_T}, {"w:tab", W_TAB},
	{"w:tabs", W_SKIPPED}, {"w:br", W_BR}, {"w:cr", W_CR}, {"w:noBreakHyphen", W_NO_BREAK_HYPHEN},
	{"w:sym", W_SYM}, {"w:ptab", W_PTAB}, {"m:t", W_MATH_T}, {"m:r", W_R},
	/* properties */
	{"w:pStyle", W_P_STYLE}, {"w:rStyle", W_R_STYLE}, {"w:numPr", W_NUM_PR}, {"w:numId", W_NUM_ID},
	{"w:ilvl", W_ILVL}, {"w:outlineLvl", W_OUTLINE_LVL}, {"w:framePr", W_FRAME_PR}, {"w:sectPr", W_SECT_PR},
	{"w:b", W_B}, {"w:vanish", W_VANISH}, {"w:sz", W_SZ}, {"w:rFonts", W_R_FONTS},
	/* fields */
	{"w:instrText", W_INSTR_TEXT}, {"w:fldChar", W_FLD_CHAR}, {"w:fldSimple", W_FLD_SIMPLE},
	{"w:ffData", W_FF_DATA}, {"w:checkBox", W_CHECK_BOX}, {"w:checked", W_CHECKED}, {"w:default", W_DEFAULT},
	{"w:ddList", W_DD_LIST}, {"w:result", W_RESULT}, {"w:listEntry", W_LIST_ENTRY},
	/* content controls */
	{"w:sdt", W_SDT}, {"w:sdtPr", W_SDT_PR}, {"w:sdtEndPr", W_SKIPPED}, {"w:sdtContent", W_SDT_CONTENT},
	{"w:tag", W_TAG}, {"w:alias", W_ALIAS}, {"w:showingPlcHdr", W_SHOWING_PLC_HDR},
	{"w:docPartObj", W_DOC_PART_OBJ}, {"w:group", W_GROUP}, {"w:bibliography", W_GROUP}, {"w:citation", W_GROUP},
	{"w15:repeatingSection", W_GROUP}, {"w15:repeatingSectionItem", W_GROUP},
	/* tables */
	{"w:tbl", W_TBL}, {"w:tr", W_TR}, {"w:trPr", W_TR_PR}, {"w:tc", W_TC}, {"w:tcPr", W_TC_PR},
	{"w:gridSpan", W_GRID_SPAN}, {"w:gridBefore", W_GRID_BEFORE}, {"w:vMerge", W_V_MERGE}, {"w:hMerge", W_H_MERGE},
	{"w:cellDel", W_CELL_DEL}, {"w:tblPr", W_SKIPPED}, {"w:tblGrid", W_SKIPPED}, {"w:tblPrEx", W_SKIPPED},
	/* tracked changes: old properties are never looked at */
	{"w:ins", W_INS}, {"w:del", W_DEL}, {"w:moveFrom", W_MOVE_FROM}, {"w:moveTo", W_MOVE_TO},
	{"w:pPrChange", W_SKIPPED}, {"w:rPrChange", W_SKIPPED}, {"w:sectPrChange", W_SKIPPED},
	{"w:tblPrChange", W_SKIPPED}, {"w:trPrChange", W_SKIPPED}, {"w:tcPrChange", W_SKIPPED},
	{"w:tblGridChange", W_SKIPPED}, {"w:tblPrExChange", W_SKIPPED}, {"w:numberingChange", W_SKIPPED},
	{"w:delText", W_SKIPPED}, {"w:delInstrText", W_SKIPPED}, {"w:rt", W_SKIPPED}, {"w:placeholder", W_SKIPPED},
	/* frames, pictures, notes */
	{"mc:AlternateContent", W_ALTERNATE_CONTENT}, {"mc:Choice", W_CHOICE}, {"mc:Fallback", W_FALLBACK},
	{"w:txbxContent", W_TXBX_CONTENT}, {"a:blip", W_IMAGE}, {"v:imagedata", W_IMAGE},
	{"w:footnoteReference", W_FOOTNOTE_REFERENCE}, {"w:endnoteReference", W_ENDNOTE_REFERENCE},
	{"w:headerReference", W_HEADER_REFERENCE}, {"w:footerReference", W_FOOTER_REFERENCE},
	{"w:titlePg", W_TITLE_PG}, {"w:evenAndOddHeaders", W_EVEN_AND_ODD}, {"w:altChunk", W_ALT_CHUNK},
	/* styles */
	{"w:style", W_STYLE}, {"w:name", W_NAME}, {"w:basedOn", W_BASED_ON}, {"w:docDefaults", W_DOC_DEFAULTS},
	{"w:tblStylePr", W_SKIPPED}, {"w:latentStyles", W_SKIPPED},
	/* numbering */
	{"w:abstractNum", W_ABSTRACT_NUM}, {"w:num", W_NUM}, {"w:abstractNumId", W_ABSTRACT_NUM_ID}, {"w:lvl", W_LVL},
	{"w:start", W_START}, {"w:numFmt", W_NUM_FMT}, {"w:lvlText", W_LVL_TEXT}, {"w:lvlRestart", W_LVL_RESTART},
	{"w:isLgl", W_IS_LGL}, {"w:lvlOverride", W_LVL_OVERRIDE}, {"w:startOverride", W_START_OVERRIDE},
	{"w:styleLink", W_STYLE_LINK}, {"w:numStyleLink", W_NUM_STYLE_LINK},
	{"rel:Relationship", W_RELATIONSHIP},
};
/* clang-format on */

DiXmlVocabulary di_docx_words = {spaces, G_N_ELEMENTS(spaces), names, G_N_ELEMENTS(names), NULL};
