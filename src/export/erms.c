/* The case and its documents as E-ARK CITS ERMS 2.1.2 (ERMS.xsd of 2022-12-09) describes them. The order of elements is the schema's. */
#include "sip.h"
#include "xml.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static void
add_element(GString *out, const char *name, const char *text)
{
	if (text && *text) {
		g_string_append_printf(out, "<%s>", name);
		xml_text(out, text);
		g_string_append_printf(out, "</%s>\n", name);
	}
}

static void
add_agent(GString *out, const char *type, const char *name)
{
	if (name && *name)
		xml_add(out, "<agent agentType=\"%s\"><name>%s</name></agent>\n", type, name);
}

static void
add_date(GString *out, const char *type, const char *moment)
{
	if (moment && *moment)
		xml_add(out, "<date dateType=\"%s\">%s</date>\n", type, moment);
}

static void
add_control(GString *out, const DiSip *package)
{
	xml_add(out, "<control>\n<identification identificationType=\"arkivbildare\">%s</identification>\n", package->agency);
	xml_add(out, "<maintenanceInformation>\n<maintenanceStatus value=\"new\"/>\n<maintenanceAgency><agencyName>%s</agencyName>"
		"</maintenanceAgency>\n<maintenanceHistory><maintenanceEvent><eventType value=\"created\"/><eventDateTime>%s</eventDateTime>"
		"<agent agentType=\"creator\"><name>diarie %s</name></agent></maintenanceEvent></maintenanceHistory>\n"
		"</maintenanceInformation>\n</control>\n", package->agency, package->changed, package->software_version);
}

static void
add_restriction(GString *out, const DiSipRecord *record)
{
	if (record->secrecy)
		xml_add(out, "<restriction restrictionType=\"confidential\"><regulation>%s</regulation></restriction>\n", record->secrecy);
}

static void
add_disposal(GString *out, const DiSipRecord *record)
{
	if (record->disposed)
		xml_add(out, "<note noteType=\"gallrad\">%s</note>\n", record->disposed);
}

static void
add_history(GString *out, char **history)
{
	if (!history || !history[0])
		return;
	xml_add(out, "<archivalHistory>\n");
	for (; *history; history++)
		add_element(out, "historyLine", *history);
	xml_add(out, "</archivalHistory>\n");
}

static void
add_notes(GString *out, const DiSipRecord *record)
{
	if (!record->annulled && !record->disposed)
		return;
	xml_add(out, "<notes>\n");
	if (record->annulled)
		xml_add(out, "<note noteType=\"makulerad\">%s</note>\n", record->annulled);
	add_disposal(out, record);
	xml_add(out, "</notes>\n");
}

/* The path is the file's below data/, where this document lies too. */
static void
add_appendices(GString *out, const DiSipRecord *record)
{
	if (!record->files->len)
		return;
	xml_add(out, "<additionalInformation>\n");
	for (guint i = 0; i < record->files->len; i++) {
		const DiSipFile *file = record->files->pdata[i];
		g_autofree char *path = package_file_path(record, i);

		xml_add(out, "<appendix name=\"%s\" fileFormat=\"%s\" path=\"%s\"/>\n", file->name, file->type, path);
	}
	xml_add(out, "</additionalInformation>\n");
}

static void
add_record(GString *out, const DiSip *package, const DiSipRecord *record)
{
	g_autofree char *uuid = package_uuid(package, record->number);

	xml_add(out, "<record systemIdentifier=\"%s\" recordType=\"%s\">\n", uuid, record->kind);
	add_element(out, "objectId", record->number);
	add_element(out, "title", record->title);
	xml_add(out, "<status value=\"%s\"/>\n<runningNumber>%d</runningNumber>\n", record->outgoing ? "expedited" : "received", record->running);
	if (record->replaced_by)
		xml_add(out, "<relation relationType=\"is_replaced_with\">%s</relation>\n", record->replaced_by);
	add_restriction(out, record);
	xml_add(out, "<direction directionDefinition=\"%s\"/>\n<agents>\n", record->outgoing ? "outgoing" : "incoming");
	add_agent(out, "sender", record->outgoing ? package->agency : record->party);
	add_agent(out, "receiver", record->outgoing ? record->party : package->agency);
	add_agent(out, "administrator", record->registered_by);
	xml_add(out, "</agents>\n<dates>\n");
	add_date(out, record->outgoing ? "sent" : "received", record->moment);
	add_date(out, "captured", record->registered);
	xml_add(out, "</dates>\n");
	add_history(out, record->history);
	add_notes(out, record);
	add_appendices(out, record);
	xml_add(out, "</record>\n");
}

char *
erms_write(const DiSip *package)
{
	GString *out = g_string_new(HEAD);
	g_autofree char *uuid = package_uuid(package, package->number), *year = g_strdup_printf("%d", package->year);

	xml_add(out, "<erms xmlns=\"https://DILCIS.eu/XML/ERMS\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xsi:schemaLocation=\"https://DILCIS.eu/XML/ERMS https://citserms.dilcis.eu/schema/ERMS.xsd\">\n");
	add_control(out, package);
	xml_add(out, "<aggregations>\n<aggregation systemIdentifier=\"%s\" aggregationType=\"caseFile\">\n", uuid);
	add_element(out, "objectId", package->number);
	xml_add(out, "<keywords><keyword>%s</keyword></keywords>\n", year);
	add_element(out, "title", package->insats);
	xml_add(out, "<status value=\"%s\"/>\n<agents>\n", package->is_open ? "open" : "closed");
	add_agent(out, "creator", package->agency);
	add_agent(out, "counterpart", package->huvudman);
	xml_add(out, "</agents>\n<dates>\n");
	add_date(out, "opened", package->opened);
	add_date(out, "last_addition", package->changed);
	xml_add(out, "</dates>\n");
	for (guint i = 0; i < package->records->len; i++)
		add_record(out, package, package->records->pdata[i]);
	xml_add(out, "</aggregation>\n</aggregations>\n</erms>\n");
	return g_string_free(out, FALSE);
}
