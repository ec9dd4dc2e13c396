/* METS 1.12 as E-ARK CSIP 2.1 and E-ARK SIP 2.1 want it. The numbers in comments are those of their requirements. */
#include "sip.h"
#include "xml.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* CSIP1–6, CSIP117, CSIP7–16, SIP3, SIP15–18 */
static void
add_head(GString *out, const DiSip *package, const char *objid, const char *profile)
{
	xml_add(out, "<mets xmlns=\"http://www.loc.gov/METS/\" xmlns:csip=\"https://DILCIS.eu/XML/METS/CSIPExtensionMETS\" "
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
		" xsi:schemaLocation=\"http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd "
		"http://www.w3.org/1999/xlink http://www.loc.gov/standards/mets/xlink.xsd "
		"https://DILCIS.eu/XML/METS/CSIPExtensionMETS https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd\"\n"
		" OBJID=\"%s\" LABEL=\"%s %s\" TYPE=\"Other\" csip:OTHERTYPE=\"Case file\" csip:CONTENTINFORMATIONTYPE=\"citserms_v2_1\"\n"
		" PROFILE=\"%s\">\n", objid, package->number, package->insats, profile);
	xml_add(out, "<metsHdr CREATEDATE=\"%s\" LASTMODDATE=\"%s\" RECORDSTATUS=\"NEW\" csip:OAISPACKAGETYPE=\"SIP\">\n", package->changed,
		package->changed);
	xml_add(out, "<agent ROLE=\"CREATOR\" TYPE=\"OTHER\" OTHERTYPE=\"SOFTWARE\"><name>diarie</name>"
		"<note csip:NOTETYPE=\"SOFTWARE VERSION\">%s</note></agent>\n", package->software_version);
	xml_add(out, "<agent ROLE=\"ARCHIVIST\" TYPE=\"ORGANIZATION\"><name>%s</name></agent>\n", package->agency);
	xml_add(out, "<agent ROLE=\"CREATOR\" TYPE=\"ORGANIZATION\"><name>%s</name></agent>\n</metsHdr>\n", package->agency);
}

/* A path as a relative URL: ours hold nothing that must be escaped (di_sip_name, package_file_path). CSIP66–80 */
static void
add_file(GString *out, const Listed *listed)
{
	xml_add(out, "<file ID=\"%s\" MIMETYPE=\"%s\" SIZE=\"%l\" CREATED=\"%s\" CHECKSUM=\"%s\" CHECKSUMTYPE=\"SHA-256\">"
		"<FLocat LOCTYPE=\"URL\" xlink:type=\"simple\" xlink:href=\"%s\"/></file>\n", listed->id, listed->type, listed->size,
		listed->created, listed->sha256, listed->path);
}

static void
add_group(GString *out, const char *id, const char *use, const char *more, const GPtrArray *files)
{
	xml_add(out, "<fileGrp ID=\"%s\" USE=\"%s\"", id, use);
	g_string_append_printf(out, "%s>\n", more);
	for (guint i = 0; i < files->len; i++)
		add_file(out, files->pdata[i]);
	xml_add(out, "</fileGrp>\n");
}

typedef struct {
	char *section, *map, *top, *metadata, *group[2], *division[2];
} Ids;

static void
ids_clear(Ids *ids)
{
	g_free(ids->section);
	g_free(ids->map);
	g_free(ids->top);
	g_free(ids->metadata);
	for (guint i = 0; i < G_N_ELEMENTS(ids->group); i++) {
		g_free(ids->group[i]);
		g_free(ids->division[i]);
	}
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ids, ids_clear)

static char *
id_of(const DiSip *package, const char *document, const char *part)
{
	g_autofree char *name = g_strconcat(document, "#", part, NULL);

	return package_id(package, name);
}

static Ids
make_ids(const DiSip *package, const char *document, const char *one, const char *other)
{
	g_autofree char *one_division = g_strconcat("div ", one, NULL), *other_division = g_strconcat("div ", other, NULL);

	return (Ids){.section = id_of(package, document, "fileSec"), .map = id_of(package, document, "structMap"),
		.top = id_of(package, document, "div"), .metadata = id_of(package, document, "div Metadata"),
		.group = {id_of(package, document, one), id_of(package, document, other)},
		.division = {id_of(package, document, one_division), id_of(package, document, other_division)}};
}

/* CSIP81–87, 88–90 */
static void
begin_map(GString *out, const Ids *ids, const char *objid)
{
	xml_add(out, "<structMap ID=\"%s\" TYPE=\"PHYSICAL\" LABEL=\"CSIP\">\n<div ID=\"%s\" LABEL=\"%s\">\n", ids->map, ids->top, objid);
	xml_add(out, "<div ID=\"%s\" LABEL=\"Metadata\"/>\n", ids->metadata);
}

#define REPRESENTATION "Representations/rep1"
#define TYPE_OF_CONTENT " csip:CONTENTINFORMATIONTYPE=\"citserms_v2_1\""

/* CSIP60, 63–65 (groups), 93–96 (documentation), 105–109 (representation: a pointer to its own METS) */
char *
mets_write_root(const DiSip *package, const GPtrArray *documentation, const GPtrArray *representation)
{
	GString *out = g_string_new(HEAD);
	g_autofree char *name = di_sip_name(package);
	g_auto(Ids) ids = make_ids(package, "root", "Documentation", REPRESENTATION);

	add_head(out, package, name, "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml");
	xml_add(out, "<fileSec ID=\"%s\">\n", ids.section);
	add_group(out, ids.group[0], "Documentation", "", documentation);
	add_group(out, ids.group[1], REPRESENTATION, TYPE_OF_CONTENT, representation);
	xml_add(out, "</fileSec>\n");
	begin_map(out, &ids, name);
	xml_add(out, "<div ID=\"%s\" LABEL=\"Documentation\"><fptr FILEID=\"%s\"/></div>\n", ids.division[0], ids.group[0]);
	xml_add(out, "<div ID=\"%s\" LABEL=\"" REPRESENTATION "\"><mptr LOCTYPE=\"URL\" xlink:type=\"simple\" xlink:href=\"%s\" "
		"xlink:title=\"%s\"/></div>\n", ids.division[1], ((const Listed *)representation->pdata[0])->path, ids.group[1]);
	xml_add(out, "</div>\n</structMap>\n</mets>\n");
	return g_string_free(out, FALSE);
}

char *
mets_write_representation(const DiSip *package, const GPtrArray *data)
{
	GString *out = g_string_new(HEAD);
	g_auto(Ids) ids = make_ids(package, "rep1", "Data", "");

	add_head(out, package, "rep1", "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml");
	xml_add(out, "<fileSec ID=\"%s\">\n", ids.section);
	add_group(out, ids.group[0], "Data", TYPE_OF_CONTENT, data);
	xml_add(out, "</fileSec>\n");
	begin_map(out, &ids, "rep1");
	xml_add(out, "<div ID=\"%s\" LABEL=\"Data\"><fptr FILEID=\"%s\"/></div>\n", ids.division[0], ids.group[0]);
	xml_add(out, "</div>\n</structMap>\n</mets>\n");
	return g_string_free(out, FALSE);
}
