/* Documents as people send them, built of blocks; each row is a trap with its reason as a sentence. */
#include <diarie/form.h>

#include "blocks.h"
#include "table.h"

static DiForms *forms;

/* A report of the förbund's form, whose middle the rows change. */
#define HEAD "H Kvartalsrapport\nP Insats för samverkansmedel\n"
#define FIELDS "P Insatsens namn\nP Gröna steget\nP Huvudman för insatsen\nP Lillåns kommun\n" \
	"P Kvartalsrapporten gäller för perioden\nP kvartal 1 2026\n"
#define ASK_1 "Beskriv kortfattat vilka aktiviteter som har genomförts och/eller påbörjats."
#define ASK_2 "(ekonomi, tidsplan, aktiviteter numerära mål etc) samt åtgärder:"
#define ASK_3 "Beskriv hur målgruppen/brukarna involverats och gjorts delaktiga i insatsen samt om och hur detta påverkat insatsens genomförande."
#define ASK_4 "Vilka mål/delmål är uppfyllda? Bedömning om insatsens mål/delmål kommer att uppnås?"
#define ASK_5 "Vad går bra och mindre bra i arbetet? Framgångsfaktorer, systemfel som påverkar utfallet. Hur arbetar ni för att åtgärda eventuella problem."
#define ASK_6 "(måluppfyllelse, budget, avvikelser, plan för implementering m.m)"
#define S1 "P 2.1 Aktiviteter: " ASK_1 "\nP Vi har odlat.\n"
#define S2 "P 2.2 Avvikelser från planering " ASK_2 "\nP Regnet kom sent.\n"
#define S3 "P 2.3 Brukarmedverkan: " ASK_3 "\nP Alla valde grödor.\n"
#define S4 "P 2.4 Insatsens mål samt delmål: " ASK_4 "\nP Målen nås.\n"
#define S5 "P 2.5 Sammanfattande bedömning: " ASK_5 "\nP Det går bra.\n"
#define S6 "P 2.6 Styrgruppen /Mysam-gruppens analys av utfall för kvartalsrapport: " ASK_6 "\nP Gruppen är nöjd.\n"
#define PERSONS "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|2026-04-10\nC 9,1,1|Vera Odling\n"
#define PARTS "P 1. Allmänna uppgifter\n"
#define PART2 "P 2. Aktivitetsrapport - resultat, utfall och nulägesanalys\n"
#define TOP HEAD PARTS FIELDS PART2

typedef struct {
	const char *sentence, *blocks;
	const char *expected[8]; /* "key=value"; "§2.1=", "person=date name", "remark=code", "!remark=code" */
} Row;

static const Row rows[] = {
	{"the form as it is meant", TOP S1 S2 S3 S4 S5 S6 PERSONS,
		{"kind=kvartalsrapport", "insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31",
		"§2.1=Vi har odlat.", "§2.6=Gruppen är nöjd.", "person=2026-04-10 Vera Odling"}},
	{"a form that nobody filled in", HEAD "P Diarienummer\nP Signatur\nP Ankomstdatum\n" PARTS "P Insatsens namn\nP Huvudman för insatsen\n"
		"P Kvartalsrapporten gäller för perioden\n" PART2 "P 2.1 Aktiviteter: " ASK_1 "\nP 2.2 Avvikelser från planering " ASK_2
		"\nP 2.3 Brukarmedverkan: " ASK_3 "\nP 2.4 Insatsens mål samt delmål: " ASK_4 "\nP 3. Uppgiftslämnare\nP Datum\nP Namn\n",
		{"kind=kvartalsrapport", "insats=", "huvudman=", "signatur=", "§2.1=", "§2.4=", "persons=0"}},

	/* fields */
	{"labels in a row of cells, values below", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,0,2|Ankomstdatum\nC 1,1,0|Dnr: SFG 26–07\nC 1,1,1|VO\nC 1,1,2|14/4-26\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO", "ankomst=2026-04-14"}},
	{"a number under two labels of a text file", HEAD "P Diarienummer\\tSignatur\\nSFG 26-7\\nAnkomstdatum\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=", "ankomst="}},
	{"a box in one paragraph is no signature", HEAD "P Diarienummer\\tSignatur\\nAnkomstdatum\nP Kvartalsrapport för insatser skickas via e-post till post@lillan.example\\nKontakt\\nSten Åker, chef\\nsten@lillan.example\\nTfn: 070-111 22 33\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=", "signatur=", "ankomst=", "insats=Gröna steget"}},
	{"an address that was read from a picture is no signature", HEAD "P Diarienummer\nP Signatur\nP Kvartalsrapport för insatser skickas via e-post till kontakt Q lillan.example\nP Ankomstdatum\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=", "signatur=", "ankomst=", "insats=Gröna steget"}},
	{"a final report on the quarter's form", "H Slutrapport\nP Insats för samverkansmedel\n" PARTS "P Insatsens namn\nP Gröna steget\nP Huvudman för insatsen\nP Lillåns kommun\n"
		"P Slutrapporten gäller för perioden\nP 2024-01-01 – 2025-12-31\n" PART2 S1 S2 S3 S4 S5 S6 PERSONS, {"kind=slutrapport", "insats=Gröna steget", "huvudman=Lillåns kommun", "period=2024-01-01–2025-12-31"}},
	{"a list in a cell of the form's table", TOP "C 3,0,0|2.1 Aktiviteter: " ASK_1 "\nC 3,1,0,1)|Vi har odlat.\nC 3,1,0,2)|Vi har skördat.\nC 3,1,0|Allt växer.\n" S2 S3, {"§2.1=1) Vi har odlat.\n2) Vi har skördat.\n\nAllt växer."}},
	{"an instruction whose last words stand on a line of their own", TOP S1 S2 "P 2.3 Brukarmedverkan:\nP Beskriv hur målgruppen/brukarna involverats och gjorts delaktiga i insatsen samt om och hur detta påverkat\n"
		"P insatsens genomförande.\nP Alla valde grödor.\n" S4, {"§2.3=Alla valde grödor."}},
	{"a heading that was added to, before an instruction that was cut", TOP "P 2.1 Aktiviteter under perioden: Beskriv kortfattat vilka aktiviteter som\nP Vi har odlat.\n" S2
		"P 2.3 Brukarmedverkan och inflytande: Beskriv hur målgruppen/brukarna involverats och gjorts delaktiga i\nP Alla valde grödor.\n"
		"P 2.5 Sammanfattande bedömning av läget: det går bra.\n", {"§2.1=Vi har odlat.", "§2.3=Alla valde grödor.", "§2.5=av läget: det går bra."}},
	{"an instruction that is read after the beginning of the answer beside it", TOP "C 3,0,0|2.1 Aktiviteter\nC 3,0,1|Odling\nC 3,1,0|" ASK_1
		"\nC 3,1,1|Vi har odlat.\n" S2 S3, {"§2.1=Odling\n\nVi har odlat."}},
	{"labels and then values in one cell", HEAD "C 1,0,0|Diarienummer\nC 1,0,0|Signatur\nC 1,0,0|Ankomstdatum\nC 1,0,0|SFG 26-7\nC 1,0,0|VO\nC 1,0,0|14/4-26\nC 1,0,0|Insatsens namn\nC 1,0,0|Gröna steget\n"
		"C 1,0,0|Huvudman för insatsen\nC 1,0,0|Lillåns kommun\n" S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO", "ankomst=2026-04-14", "insats=Gröna steget", "huvudman=Lillåns kommun"}},
	{"labels below each other in one cell, values in the next", HEAD "C 1,0,0|Diarienummer\nC 1,0,0|Signatur\nC 1,0,1|SFG 26-7\nC 1,0,1|VO\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO"}},
	{"empty cells below stay empty", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,0,2|Ankomstdatum\nC 1,1,0|\nC 1,1,1|\nC 1,1,2|\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=", "signatur=", "ankomst="}},
	{"label and value side by side", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|SFG 26-7.2\nC 1,1,0|Signatur\nC 1,1,1|\nC 1,2,0|Ankomstdatum\nC 1,2,1|2026-04-14\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7.2", "signatur=", "ankomst=2026-04-14"}},
	{"two labels over two values, then one more", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,1,0|SFG 26-7\nC 1,1,1|\nC 1,2,0|Ankomstdatum\nC 1,2,1|\nC 1,3,0|2026-04-14\nC 1,3,1|\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=", "ankomst=2026-04-14"}},
	{"label and value in one cell as two paragraphs", HEAD "C 1,0,0|Diarienummer\nC 1,0,0|SFG 26-7\nC 1,0,1|Signatur\nC 1,0,1|VO\n"
		PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO"}},
	{"label and value in one cell with a line break", HEAD PARTS "C 1,0,0|Insatsens namn\\nGröna steget\nC 1,1,0|Huvudman för insatsen\\nLillåns kommun\nC 1,2,0|Kvartalsrapporten gäller för perioden\\nQ1 2026\n"
		PART2 S1 S2 S3, {"insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"values behind colons", HEAD "P Diarienummer: SFG26-7\nP Signatur:\nP Ankomstdatum:\n" PARTS
		"P Insatsens namn: Gröna steget\nP Huvudman för insatsen: Lillåns kommun och Storåns kommun\nP Kvartalsrapporten gäller för perioden: jan-mars 2026\n" PART2 S1 S2 S3,
		{"diarienummer=SFG 26-7", "signatur=", "ankomst=", "insats=Gröna steget", "huvudman=Lillåns kommun och Storåns kommun", "period=2026-01-01–2026-03-31"}},
	{"values behind labels without a colon", HEAD PARTS "P Insatsens namn Gröna steget\nP Huvudman för insatsen Lillåns kommun\nP Kvartalsrapporten gäller för perioden 1 januari - 31 mars 2026\n" PART2 S1 S2 S3,
		{"insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"labels on lines of one paragraph", HEAD "P Diarienummer:\\nSignatur:\\nAnkomstdatum:\n" PARTS "P Insatsens namn: Gröna steget\\nHuvudman för insatsen: Lillåns kommun\\nKvartalsrapporten gäller för perioden: Q1 2026\n" PART2 S1 S2 S3,
		{"diarienummer=", "signatur=", "insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"two labels on one line, two values on the next", HEAD "P Diarienummer\\tSignatur\nP SFG 26-7\\tVO\nP Ankomstdatum\nP 2026-04-14\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=SFG 26-7", "signatur=VO", "ankomst=2026-04-14"}},
	{"two labels on one line, one value", HEAD "P Diarienummer\nP Signatur\nP SFG 26-7\nP Ankomstdatum\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=SFG 26-7", "signatur=", "ankomst="}},
	{"nothing but labels on a line", HEAD "P Diarienummer Signatur Ankomstdatum\nP SFG 26-7\nP 2026-04-14\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=", "ankomst=2026-04-14"}},
	{"the stamp's values on one line", HEAD "P Diarienummer Signatur Ankomstdatum\nP SFG 26-7 VO 2026-04-14\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO", "ankomst=2026-04-14"}},
	{"the stamp's values on one line, one missing", HEAD "P Diarienummer Signatur Ankomstdatum\nP SFG 26-7.1 2026-04-14\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7.1", "signatur=", "ankomst=2026-04-14"}},
	{"a label that was broken in a narrow cell is no value", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,0,2|Ankomstdatu m\nC 1,1,0|\nC 1,1,1|\nC 1,1,2|\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=", "signatur=", "ankomst="}},
	{"labels that a PDF ran together", HEAD "P DiarienummerSignatur\nP SFG 26-7\nP VO\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO"}},
	{"a row of labels, the values in a table of their own", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 2,0,0|SFG 26-7\nC 2,0,1|VO\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=VO"}},
	{"a row of labels, one value as a paragraph", HEAD "C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nP SFG 26-7\nP Ankomstdatum\nP 2026-04-14\n" PARTS FIELDS S1 S2 S3, {"diarienummer=SFG 26-7", "signatur=", "ankomst=2026-04-14"}},
	{"what was written beside a control that was left empty", HEAD PARTS "Q Insatsens namn:\nP Huvudman för insatsen\nP Lillåns kommun\n" PART2
		"P 2.1 Aktiviteter: " ASK_1 "\nQ Vi har odlat.\n" "P 2.2 Avvikelser från planering " ASK_2 "\nQ \n" S3,
		{"insats=", "huvudman=Lillåns kommun", "§2.1=Vi har odlat.", "§2.2="}},
	{"controls by their name", HEAD "F Dnr|SFG 26-7\nE Sign|\nF Ankomst|2026-04-14\nF insats|Gröna steget\nF huvudman|Lillåns kommun\nF period|260101-260331\n" S1 S2 S3 S4,
		{"diarienummer=SFG 26-7", "signatur=", "ankomst=2026-04-14", "insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"a control behind its label", HEAD PARTS "K Insats|Insatsens namn |gröna steget i lilla ån\nP Huvudman för insatsen: Lillåns kommun\nP Kvartalsrapporten gäller för perioden Q1 2026\n" PART2 S1 S2 S3,
		{"insats=gröna steget i lilla ån"}},
	{"prompts are no answers", HEAD PARTS "P Insatsens namn\nP Klicka eller tryck här för att ange text.\nP Huvudman för insatsen: Klicka här för att ange text.\nP Kvartalsrapporten gäller för perioden\nP Välj datum\n" PART2 S1 S2 S3,
		{"insats=", "huvudman=", "period="}},
	{"a name over two lines", HEAD PARTS "P Insatsens namn\nP Gröna steget – odling för\nP unga vuxna i Lillån\nP Huvudman för insatsen\nP Lillåns kommun\n" S1 S2 S3,
		{"insats=Gröna steget – odling för unga vuxna i Lillån", "huvudman=Lillåns kommun"}},
	{"a remark of the form behind its label", HEAD "P Diarienummer (fylls i av förbundet)\nP Signatur (fylls i av förbundet):\nP Ankomstdatum (fylls i av förbundet): 2026-04-14\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=", "signatur=", "ankomst=2026-04-14"}},
	{"labels parted by wide gaps", HEAD "P Diarienummer: SFG 26-7     Signatur: VO     Ankomstdatum: 2026-04-14\n" PARTS FIELDS S1 S2 S3,
		{"diarienummer=SFG 26-7", "signatur=VO", "ankomst=2026-04-14"}},
	{"misspelt labels", HEAD PARTS "P Insatsens nam\nP Gröna steget\nP Huvudman för insaten\nP Lillåns kommun\nP Kvartalsraporten gäller för perioden\nP Q1 2026\n" S1 S2 S3,
		{"insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"the period over two lines", HEAD PARTS "P Insatsens namn\nP Gröna steget\nP Kvartalsrapporten gäller för perioden\nP 1 januari 2026 –\nP 31 mars 2026\n" PART2 S1 S2 S3,
		{"period=2026-01-01–2026-03-31"}},
	{"a period that is not certain stays open", HEAD PARTS "P Insatsens namn\nP Gröna steget\nP Kvartalsrapporten gäller för perioden\nP våren 2026\n" PART2 S1 S2 S3,
		{"period=", "remark=period-oklar"}},
	{"something else where the day of arrival should be", HEAD "P Ankomstdatum: i våras\n" PARTS FIELDS S1 S2 S3, {"ankomst=", "remark=ankomstdatum-oklart"}},
	{"signed before the period", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|2025-04-10\nC 9,1,1|Vera Odling\n",
		{"person=2025-04-10 Vera Odling", "remark=datum-gammalt"}},
	{"something else where the number should be", HEAD "P Diarienummer: fylls i av förbundet\n" PARTS FIELDS S1 S2 S3, {"diarienummer=", "remark=diarienummer-oklart"}},

	/* headings */
	{"numbers drawn by the program", HEAD PARTS FIELDS "N 2.1|Aktiviteter:\nP " ASK_1 "\nP Vi har odlat.\nN 2.2|Avvikelser från planering\nP " ASK_2 "\nP Regnet kom sent.\nN 2.3|Brukarmedverkan:\nP Alla valde.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde."}},
	{"numbers drawn as list items", HEAD PARTS FIELDS "L 2.1|Aktiviteter: " ASK_1 "\nP Vi har odlat.\nL 2.2.|Avvikelser från planering " ASK_2 "\nP Regnet kom sent.\n" S3,
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent."}},
	{"no numbers at all", TOP "B Aktiviteter:\nP Vi har odlat.\nB Avvikelser från planering\nP Regnet kom sent.\nB Brukarmedverkan\nP Alla valde.\nB Insatsens mål samt delmål\nP Nås.\nB Sammanfattande bedömning\nP Bra.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde.", "§2.4=Nås.", "§2.5=Bra."}},
	{"misspelt, other signs, capitals", TOP "P 2.1. Aktivteter " ASK_1 "\nP Vi har odlat.\nP 2.2) AVVIKELSER FRÅN PLANERINGEN\nP Regnet kom sent.\nP 2.3 - Brukar-medverkan\nP Alla valde.\nP 2,4 Insatsens mål och delmål\nP Nås.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde.", "§2.4=Nås."}},
	{"headings of the reporter's own words, with the right number and the form's instruction", TOP "H 2.1 Vad vi gjorde: " ASK_1 "\nP Vi har odlat.\n" S2 S3
		"H 2.4 Hur långt vi nått: " ASK_4 "\nP Målen nås.\n", {"§2.1=Vi har odlat.", "§2.3=Alla valde grödor.", "§2.4=Målen nås."}},
	{"in another order", TOP S1 S4 S3 S2, {"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde grödor.", "§2.4=Målen nås."}},
	{"a heading that is not there has no section", TOP S1 S2 S3 S4 S6, {"no§2.5", "§2.6=Gruppen är nöjd.", "remark=avsnitt-saknas"}},
	{"a heading twice", TOP S1 "P 2.1 Aktiviteter: " ASK_1 "\nP Och vi har skördat.\n" S2 S3, {"§2.1=Vi har odlat.\n\nOch vi har skördat.", "§2.2=Regnet kom sent."}},
	{"the answer on the heading's own line", TOP "P 2.1 Aktiviteter: Vi har odlat.\nP 2.2 Avvikelser från planering " ASK_2 " Regnet kom sent.\nP 2.3 Brukarmedverkan: " ASK_3 " Alla valde.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde."}},
	{"a heading over two paragraphs", TOP S1 "P 2.2 Avvikelser från\nP planering " ASK_2 "\nP Regnet kom sent.\nP 2.3\nP Brukarmedverkan: " ASK_3 "\nP Alla valde.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde."}},
	{"a wrong number and the right words", TOP S1 S2 S3 "P 2.3 Insatsens mål samt delmål: " ASK_4 "\nP Målen nås.\n" S5, {"§2.3=Alla valde grödor.", "§2.4=Målen nås."}},
	{"a reworded heading in bold", TOP S1 S2 S3 S4 "B 2.5 Vår samlade syn\nP Det går bra.\n" S6, {"§2.5=Det går bra."}},
	{"misspelt, without its number, but with its instruction", TOP S1 S2 "B Brurkarmdverkan: " ASK_3 "\nP Alla valde.\n" S4, {"§2.2=Regnet kom sent.", "§2.3=Alla valde."}},
	{"an own sub-heading far from where the missing section belongs", TOP S1 S3 S4 S5 "B Avvikelser\nP Regn.\n" S6, {"no§2.2", "§2.5=Det går bra.\n\nAvvikelser\n\nRegn."}},
	{"a heading run together with the paragraph above", TOP S1 S2 "P 2.3 Brukarmedverkan: " ASK_3 "\nP Alla valde. 2.4 Insatsens mål samt delmål: " ASK_4 " Nås.\n" S5, {"§2.3=Alla valde.", "§2.4=Nås."}},
	{"two headings without numbers, run together", TOP "B Aktivitetsrapport - resultat, utfall och nulägesanalys Aktiviteter\nP Vi har odlat.\nB Avvikelser från planering Brukarmedverkan\nP Alla valde.\n" S4 S5,
		{"§2.1=Vi har odlat.", "§2.2=", "§2.3=Alla valde.", "§2.4=Målen nås."}},
	{"a table of contents is no heading", HEAD "P 2.1 Aktiviteter ........ 2\nP 2.2 Avvikelser från planering\\t3\n" PARTS FIELDS S1 S2 S3, {"§2.1=Vi har odlat.", "§2.2=Regnet kom sent."}},
	{"a table of contents in cells is none either", HEAD "C 8,0,0|2.1 Aktiviteter\nC 8,0,1|2\nC 8,1,0|2.2 Avvikelser från planering\nC 8,1,1|3\nC 8,2,0|3. Uppgiftslämnare\nC 8,2,1|12\n" PARTS FIELDS S1 S2 S3,
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent."}},
	{"headings and answers in cells", TOP "C 2,0,0|2.1 Aktiviteter: " ASK_1 "\nC 2,1,0|Vi har odlat.\\nVi har skördat.\nC 2,2,0|2.2 Avvikelser från planering " ASK_2 "\nC 2,3,0|Regnet kom sent.\n" S3,
		{"§2.1=Vi har odlat.\n\nVi har skördat.", "§2.2=Regnet kom sent."}},
	{"heading to the left, answer to the right", TOP "C 2,0,0|2.1 Aktiviteter\nC 2,0,1|Vi har odlat.\nC 2,1,0|2.2 Avvikelser från planering\nC 2,1,1|Regnet kom sent.\nC 2,2,0|2.3 Brukarmedverkan\nC 2,2,1|Alla valde.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde."}},

	{"a table of contents whose numbers a PDF put behind the headings is none", HEAD "P 2.1 Aktiviteter: 1\nC 8,0,0|2.2 Avvikelser från planering\\n1\nC 8,1,0|2.3 Brukarmedverkan: 2\n"
		"P 2.4 Insatsens mål samt delmål: 2\n" PARTS FIELDS S1 S2 S3 S4, {"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde grödor.", "§2.4=Målen nås."}},
	{"one figure behind a heading is the answer", TOP S1 S2 "P 2.3 Brukarmedverkan: 2\n" S4, {"§2.3=2", "§2.4=Målen nås."}},
	{"colons in the headings' numbers", TOP "P 2:1 Aktiviteter: " ASK_1 "\nP Vi har odlat.\nP 2:2 Avvikelser från planering " ASK_2 "\nP Regnet kom sent.\nP 2:3 Brukarmedverkan:\nP Alla valde.\n",
		{"§2.1=Vi har odlat.", "§2.2=Regnet kom sent.", "§2.3=Alla valde."}},
	{"an ordinal is no heading's number", HEAD PARTS "P Insatsens namn: Gröna steget\nC 1,0,0|Kvartalsrapporten gäller för perioden\nC 1,0,1|2:a kvartalet 2026\n" PART2 S1 S2 S3,
		{"period=2026-04-01–2026-06-30", "§2.1=Vi har odlat."}},
	{"a heading that goes on is the same heading", TOP S1 "B 2.1 Aktiviteter (forts.)\nP Och vi har skördat.\n" S2 "B 2.2 Avvikelser från planering, fortsättning:\nP Och kylan gick sent.\n" S3,
		{"§2.1=Vi har odlat.\n\nOch vi har skördat.", "§2.2=Regnet kom sent.\n\nOch kylan gick sent."}},
	{"a heading and its instruction that the page's end cut, with nothing behind", TOP S1 S2 S3 S4 S5 "P 2.6 Styrgruppen /Mysam-gruppens analys av\nP utfall för kvartalsrapport: (måluppfyllelse,\n"
		"P budget, avvikelser, plan för implementering\nP m.m)\n" PERSONS, {"§2.5=Det går bra.", "§2.6="}},

	/* instructions */
	{"words taken out of an instruction before the answer on its line", TOP S1 "P 2.2 Avvikelser från planering (ekonomi, tidsplan, aktiviteter) samt åtgärder Regnet kom sent.\n" S3 S4 S5
		"P 2.6 Styrgruppen /Mysam-gruppens analys av utfall för kvartalsrapport: (måluppfyllelse, budget, avvikelser) Gruppen är nöjd.\n", {"§2.2=Regnet kom sent.", "§2.6=Gruppen är nöjd."}},
	{"brackets of the reporter's own", TOP S1 "P 2.2 Avvikelser från planering: (se även budget) Regnet kom sent.\n" S3, {"§2.2=(se även budget) Regnet kom sent."}},
	{"the instruction's words as own lead-ins", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning:\nP Vad går bra:\nP Jorden.\nP Vad går mindre bra:\nP Vädret.\n",
		{"§2.5=Vad går bra:\n\nJorden.\n\nVad går mindre bra:\n\nVädret."}},
	{"own lead-ins behind an instruction in a paragraph of its own", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning:\nP " ASK_5 "\nP Vad går bra:\nP Jorden.\n", {"§2.5=Vad går bra:\n\nJorden."}},
	{"an instruction cut short", TOP "P 2.1 Aktiviteter: Beskriv kortfattat vilka aktiviteter som har genomförts\nP Vi har odlat.\n" S2 S3, {"§2.1=Vi har odlat."}},
	{"an instruction edited", TOP "P 2.1 Aktiviteter: Beskriv kort vilka aktiviteter som genomförts eller påbörjats under kvartalet.\nP Vi har odlat.\n" S2 S3, {"§2.1=Vi har odlat."}},
	{"an answer in the instruction's own words", TOP S1 S2 S3 "P 2.4 Insatsens mål samt delmål:\nP Vilka mål/delmål är uppfyllda? Bedömning om insatsens mål/delmål kommer att uppnås?\n"
		"P Vi tror nog att insatsens mål kommer att uppnås.\nP Och delmålen.\n", {"§2.4=Vi tror nog att insatsens mål kommer att uppnås.\n\nOch delmålen."}},
	{"an answer in nearly all of its words, which does not ask", TOP S1 S2 S3 "P 2.4 Insatsens mål samt delmål:\nP Insatsens mål och delmål kommer att uppnås.\n",
		{"§2.4=Insatsens mål och delmål kommer att uppnås."}},
	{"an instruction whose end gave way to the answer", TOP "P 2.1 Aktiviteter: Beskriv kortfattat vilka aktiviteter som har Vi har odlat.\n" S2 S3, {"§2.1=Vi har odlat."}},
	{"an answer that begins with three of its words", TOP "P 2.1 Aktiviteter:\nP Beskriv kortfattat vilka Vera var, sade vi.\n" S2 S3, {"§2.1=Beskriv kortfattat vilka Vera var, sade vi."}},
	{"an instruction over two blocks", TOP "P 2.1 Aktiviteter: Beskriv kortfattat vilka aktiviteter som har genomförts\nP och/eller påbörjats.\nP Vi har odlat.\n" S2 S3, {"§2.1=Vi har odlat."}},
	{"parts of an instruction in blocks of their own", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning: Vad går bra och mindre bra i arbetet?\nP Framgångsfaktorer, systemfel som påverkar utfallet. Hur arbetar ni för att åtgärda eventuella problem.\nP Det går bra.\n",
		{"§2.5=Det går bra."}},
	{"parts of an instruction on lines of one block", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning: Vad går bra och mindre bra i arbetet?\\nFramgångsfaktorer, systemfel som påverkar utfallet.\\nHur arbetar ni för att åtgärda eventuella problem.\nP Det går bra.\n",
		{"§2.5=Det går bra."}},
	{"an instruction cut after the first word of its last sentence", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning: Vad går bra och mindre bra i arbetet? Framgångsfaktorer, systemfel som påverkar utfallet. Hur\nP Det går bra.\n", {"§2.5=Det går bra."}},
	{"an answer that begins much as its instruction stays", TOP "P 2.1 Aktiviteter: " ASK_1 "\nP Aktiviteter som har genomförts är sådd, skörd, marknad, studiebesök och en mycket uppskattad utflykt till grannkommunen.\n" S2 S3,
		{"§2.1=Aktiviteter som har genomförts är sådd, skörd, marknad, studiebesök och en mycket uppskattad utflykt till grannkommunen."}},
	{"a prompt under a heading", TOP "P 2.1 Aktiviteter: " ASK_1 "\nP Klicka eller tryck här för att ange text.\n" S2 S3, {"§2.1=", "remark=avsnitt-tomt"}},

	/* the reporter's own text */
	{"a sentence that begins with a number like a heading's", TOP "P 2.1 Aktiviteter:\nP Vi har odlat.\nP 2.5 procent av skörden gick bort.\nP 2.2 Avvikelser från planering\nP Enligt 2.1 ovan odlar vi.\n" S3 S4 S5,
		{"§2.1=Vi har odlat.\n\n2.5 procent av skörden gick bort.", "§2.2=Enligt 2.1 ovan odlar vi.", "§2.5=Det går bra."}},
	{"own numbered paragraphs", TOP S1 S2 S3 "P 2.4 Insatsens mål samt delmål:\nP 1. Att odla.\nP Nått.\nP 2. Att sälja.\nP Nästan.\nP 3. Att lära.\n" S5, {"§2.4=1. Att odla.\n\nNått.\n\n2. Att sälja.\n\nNästan.\n\n3. Att lära."}},
	{"own headings with words of the form", TOP "P 2.1 Aktiviteter: " ASK_1 "\nB Aktiviteter\nP Sådd.\nB Brukarmedverkan\nP Val.\n" S2 S3 S4, {"§2.1=Aktiviteter\n\nSådd.\n\nBrukarmedverkan\n\nVal.", "§2.3=Alla valde grödor."}},
	{"labels inside a section are the reporter's", TOP "P 2.1 Aktiviteter:\nP Period: vi odlade i mars.\nP Huvudman för insatsen är nöjd.\n" S2 S3, {"§2.1=Period: vi odlade i mars.\n\nHuvudman för insatsen är nöjd.", "huvudman=Lillåns kommun"}},
	{"lists", TOP "P 2.1 Aktiviteter:\nP Vi har gjort:\nL -|sådd\nL -|skörd\nP Sedan:\nL 1)|vila\nL 2)|vinter\n" S2 S3, {"§2.1=Vi har gjort:\n\n- sådd\n- skörd\n\nSedan:\n\n1) vila\n2) vinter"}},
	{"typed bullets", TOP "P 2.1 Aktiviteter:\nP • sådd\nP • skörd\nP – vila\n" S2 S3, {"§2.1=- sådd\n- skörd\n- vila"}},
	{"a table", TOP "P 2.1 Aktiviteter:\nP Utfallet:\nC 3,0,0|Mål\nC 3,0,1|Utfall\nC 3,1,0|Morötter\\noch lök\nC 3,1,1|17\nP Slut.\n" S2 S3, {"§2.1=Utfallet:\n\nMål\tUtfall\nMorötter och lök\t17\n\nSlut."}},
	{"two paragraphs in one cell", TOP "P 2.1 Aktiviteter:\nC 3,0,0|Mål\nC 3,0,1|Utfall\nC 3,1,0|Morötter\nC 3,1,0|och lök\nC 3,1,1|17\n" S2 S3, {"§2.1=Mål\tUtfall\nMorötter och lök\t17"}},
	{"own frame in a section", TOP "P 2.1 Aktiviteter:\nP Vi har odlat.\nX 2|Röster från deltagarna: Det är kul.\n" S2 S3, {"§2.1=Vi har odlat.\n\nRöster från deltagarna: Det är kul."}},
	{"the form's box in a section", TOP "P 2.1 Aktiviteter:\nP Vi har odlat.\nX 1|Kvartalsrapport för insatser skickas via e-post till kansli@exempel.example\nX 1|Kontakt\nX 1|Bo Kansli, förbundschef\nX 1|bo@exempel.example\nX 1|Tfn: 070-111 22 33\nP Och skördat.\n" S2 S3,
		{"§2.1=Vi har odlat.\n\nOch skördat."}},
	{"the form's box as paragraphs in a section", TOP "P 2.1 Aktiviteter:\nP Vi har odlat.\nP Kvartalsrapport för insatser skickas via e-post till kansli@exempel.example\nP Rapportens syfte är att förmedla information till styrelsen för uppföljning och lärande.\nP OBS! Vid insatsens slut ska mall för slutrapport användas.\nP Kontakt\nP Bo Kansli, förbundschef\nP bo@exempel.example\nP Tfn: 070-111 22 33\nP Och skördat.\n" S2 S3,
		{"§2.1=Vi har odlat.\n\nOch skördat."}},
	{"page furniture and notes", TOP "O www.exempel.example Sida 1(3)\nP 2.1 Aktiviteter:\nP Vi har odlat.\nP www.finsamgavleborg.se      Sida 2(3)\nP Sida 2 av 3\nZ Exklusive moms.\nP Och skördat.\n" S2 S3, {"§2.1=Vi har odlat.\n\nOch skördat."}},
	{"a line break is a new line", TOP "P 2.1 Aktiviteter:\nP Vi har odlat.\\nOch skördat.\n" S2 S3, {"§2.1=Vi har odlat.\nOch skördat."}},
	{"the word kontakt is no box", TOP "P 2.1 Aktiviteter:\nP Kontakt\nP Vi har ringt alla, och de svarade.\n" S2 S3, {"§2.1=Kontakt\n\nVi har ringt alla, och de svarade."}},

	/* uppgiftslämnare */
	{"several rows, one without a date", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|14/4 2026\nC 9,1,1|Vera Odling\nC 9,2,0|\nC 9,2,1|Sten Åker\n", {"person=2026-04-14 Vera Odling", "person=- Sten Åker", "persons=2"}},
	{"a date without a name", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|14/4 2026\nC 9,1,1|\n", {"person=2026-04-14 ", "persons=1"}},
	{"two names in one cell", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|2026-04-14\nC 9,1,1|Vera Odling och Sten Åker\n", {"person=2026-04-14 Vera Odling", "person=2026-04-14 Sten Åker", "persons=2"}},
	{"the table without its heading", TOP S1 S2 S3 S4 S5 S6 "C 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|2026-04-14\nC 9,1,1|Vera Odling\n", {"person=2026-04-14 Vera Odling", "§2.6=Gruppen är nöjd."}},
	{"lines instead of a table", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum: 260414\nP Namn: Vera Odling\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"date and name on one line", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum\\tNamn\nP 20260414\\tVera Odling\nP 20260415 Sten Åker\n", {"person=2026-04-14 Vera Odling", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"columns without a table, the day in words", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum\\tNamn\nP den 14 april 2026\\tVera Odling\nP Lillån 2026-04-15\\tSten Åker\n", {"person=2026-04-14 Vera Odling", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"a day with long dashes", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Vera Odling, 2026–04–14\nP 2026–04–15 Sten Åker\n", {"person=2026-04-14 Vera Odling", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"day and name in rows of their own", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|2026-04-14\nC 9,1,0|Namn\nC 9,1,1|Vera Odling\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"days in rows of their own, one without a name", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|2026-04-14\nC 9,1,0|Namn\nC 9,1,1|\nC 9,2,0|Datum\nC 9,2,1|2026-04-15\nC 9,3,0|Namn\nC 9,3,1|Sten Åker\n",
		{"person=2026-04-14 ", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"days and names in rows instead of columns", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|2026-04-14\nC 9,0,2|2026-04-15\nC 9,1,0|Namn\nC 9,1,1|Vera Odling\nC 9,1,2|Sten Åker\n",
		{"person=2026-04-14 Vera Odling", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"days in a row, and no names", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|2026-04-14\nC 9,0,2|2026-04-15\nC 9,1,0|Namn\nC 9,1,1|\nC 9,1,2|\n",
		{"person=2026-04-14 ", "person=2026-04-15 ", "persons=2"}},
	{"the name before the day", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Namn: Vera Odling\\nDatum: 2026-04-14\nP Namn: Sten Åker\\nDatum: 2026-04-15\n", {"person=2026-04-14 Vera Odling", "person=2026-04-15 Sten Åker", "persons=2"}},
	{"labels with no colon, one space from their values", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum 2026-04-14\nP Namn Vera Odling\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"the mail that the mail answers names nobody", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP 2026-04-14 Vera Odling\nP Den mån 13 apr. 2026 kl 08:11 skrev Kansliet <post@lillan.example>:\nP Insatsens namn: Gröna Steget\nP Sten Åker\n",
		{"person=2026-04-14 Vera Odling", "persons=1"}},
	{"who filled it in", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Ifylld av: Vera Odling\nP Datum: 2026-04-14\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"a person on the heading's line", TOP S1 S2 S3 "P 3. Uppgiftslämnare: Vera Odling 2026-04-14\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"a place before the day", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Lillån 2026-04-14 Vera Odling\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"a table for signatures", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Ort och datum\nC 9,0,1|Underskrift\nC 9,0,2|Namnförtydligande\nC 9,1,0|Lillån 2026-04-14\nC 9,1,1|\nC 9,1,2|Vera Odling\n",
		{"person=2026-04-14 Vera Odling", "persons=1"}},
	{"a month is no name", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|April 2026\nC 9,1,1|Vera Odling\n", {"person=- Vera Odling", "persons=1"}},
	{"an appendix behind the persons", TOP S1 S2 S3 PERSONS "H Bilaga 1: Skörden\nC 10,0,0|Gröda\nC 10,0,1|Kilo\nC 10,1,0|Lök\nC 10,1,1|12\n", {"person=2026-04-10 Vera Odling", "persons=1"}},
	{"a table behind the persons", TOP S1 S2 S3 PERSONS "C 10,0,0|Gröda\nC 10,0,1|Kilo\nC 10,1,0|Lök\nC 10,1,1|12\n", {"person=2026-04-10 Vera Odling", "persons=1"}},
	{"words added to a heading", TOP "H 2.1 Aktiviteter under våren\nP Vi har odlat.\n" S2 "H 2.3 Brukarmedverkan/delaktighet\nP Alla valde grödor.\n", {"§2.1=Vi har odlat.", "§2.3=Alla valde grödor."}},
	{"an answer in a heading's style", TOP "H 2.1 Aktiviteter: Inga ännu\n" S2 S3, {"§2.1=Inga ännu"}},
	{"the instruction's questions as own headings", TOP S1 S2 S3 S4 "P 2.5 Sammanfattande bedömning: " ASK_5 "\nB Vad går bra?\nP Jorden.\nB Vad går mindre bra?\nP Vädret.\n",
		{"§2.5=Vad går bra?\n\nJorden.\n\nVad går mindre bra?\n\nVädret."}},
	{"an aside behind a label's colon", HEAD PARTS "P Insatsens namn: (enligt beslut)\nP Gröna steget\nP Huvudman för insatsen: Lillåns kommun\nP Period som rapporten avser: Q1 2026\n" PART2 S1 S2 S3,
		{"insats=Gröna steget", "huvudman=Lillåns kommun", "period=2026-01-01–2026-03-31"}},
	{"both labels on one line", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum: 2026-04-14 Namn: Vera Odling\n", {"person=2026-04-14 Vera Odling", "persons=1"}},
	{"a mail's signature is nobody", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nP Datum\\tNamn\nP 2026-04-14\\tVera Odling\nP -- \\nSten Åker\\nLillåns kommun\n", {"persons=1"}},
	{"prose after the table is nobody", TOP S1 S2 S3 PERSONS "P De horisontella principerna ligger till grund för allt vi gör i den här insatsen, sade gruppen.\n", {"persons=1", "remark=text-utan-avsnitt"}},
	{"a third column is left out", TOP S1 S2 S3 "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,0,2|Befattning\nC 9,1,0|2026-04-14\nC 9,1,1|Vera Odling\nC 9,1,2|Projektledare\n", {"persons=1"}},
	{"an own table of dates and names in a section", TOP "P 2.1 Aktiviteter:\nC 3,0,0|Datum\nC 3,0,1|Namn\nC 3,1,0|2026-02-01\nC 3,1,1|Utflykten\n" S2 S3 PERSONS, {"§2.1=Datum\tNamn\n2026-02-01\tUtflykten", "persons=1"}},

	/* what it is */
	{"chapters with the form's numbers are something else", "H Handbok\nH 1 Inledning\nP Text.\nH 2 Grunder\nH 2.1 Odla lök\nP Text.\nH 2.2 Odla ärtor\nP Text.\nH 2.3 Vattna\nP Text.\n"
		"H 2.4 Skörda\nP Text.\nH 2.5 Lagra\nP Text.\nH 2.6 Äta\nP Text.\nH 3 Sist\nP Text.\n", {"kind=ovrigt", "insats=", "sections=0"}},
	{"minutes are something else", "H Protokoll\nP Datum: 2026-04-14\nP § 41 Kvartalsrapporter\nP Insatsens namn och huvudman för insatsen ska alltid anges.\nP 2.1 Budget\nP Utfallet följer budget.\nP 2.2 Avvikelser\nP Inga.\nP 2.3 Övrigt\n", {"kind=ovrigt", "insats=", "sections=0"}},
	{"guidance that prints all headings is something else", "H Stöd för kvartalsrapport\nP 2.1 Aktiviteter: skriv vad ni gjort\nP 2.2 Avvikelser från planering: skriv vad som blev annorlunda\nP 2.3 Brukarmedverkan: skriv hur\nP 2.4 Insatsens mål samt delmål: skriv vilka\nP 2.5 Sammanfattande bedömning: skriv kort\n", {"kind=ovrigt", "sections=0"}},
	{"a letter that mentions a report is something else", "P Hej!\nP Kvartalsrapport kommer i morgon.\nP Insatsens namn är Gröna steget.\n", {"kind=ovrigt"}},
	{"an application with an appendix's labels is something else", "H Ansökan om samverkansmedel 2027\nP Insatsens namn: Gröna steget\nP Huvudman för insatsen: Lillåns kommun\nP Syfte och mål\nP Fler i arbete.\nP Aktiviteter\nP Odling.\nB Budget\nP 800 tkr per år\n", {"kind=ovrigt"}},
	{"nor is one under no title an appendix", "P Insatsens namn: Gröna steget\nP Huvudman för insatsen: Lillåns kommun\nP Syfte: Fler i arbete.\nP Mål: Tjugo i arbete.\nP Budget: 800 tkr per år\n", {"kind=ovrigt"}},
	{"an application with the same labels is something else", "H Ansökan om samverkansmedel\nP Insatsens namn: Gröna steget\nP Huvudman för insatsen: Lillåns kommun\nP Period: 2026-01-01 - 2027-12-31\nP 2.1 Aktiviteter\nP Odling.\nP 2.4 Mål och delmål\nP Skörd.\n", {"kind=ovrigt", "insats=", "sections=0"}},
	{"a final report", "H Slutrapport\nP Insatsens namn\nP Gröna steget\nP Huvudman för insatsen\nP Lillåns kommun\nP Slutrapporten gäller för perioden\nP 2023-01-01 – 2025-12-31\nP 2.1 Genomförda aktiviteter: Beskriv\nP Vi odlade.\nP 2.6 Ekonomiskt utfall:\nP Allt gick åt.\n", {"kind=slutrapport", "period=2023-01-01–2025-12-31", "insats=Gröna steget"}},

	/* remarks */
	{"one participant's story", TOP "P 2.1 Aktiviteter:\nP En deltagare har efter flera år av missbruk och hemlöshet börjat studera.\n" S2 S3, {"remark=personuppgift"}},
	{"a personal number", TOP "P 2.1 Aktiviteter:\nP Deltagare 850412-1234 har börjat.\n" S2 S3, {"remark=personuppgift"}},
	{"dates are no personal number", TOP "P 2.1 Aktiviteter:\nP Kursen hölls 20260112-20260331 och 260112-260331 för alla.\n" S2 S3, {"!remark=personuppgift"}},
	{"no remark where the form is filled in as it should be", TOP S1 S2 S3 S4 S5 S6 PERSONS, {"!remark=avsnitt-tomt", "!remark=avsnitt-saknas",
		"!remark=falt-tomt", "!remark=period-oklar", "!remark=datum-gammalt", "!remark=text-utan-avsnitt", "!remark=personuppgift", "!remark=stampel-gammal"}},
	{"no remark where the stamp is filled in as it should be", HEAD "P Diarienummer: SFG 26-7\nP Ankomstdatum: 2026-04-14\n" PARTS FIELDS S1 S2 S3,
		{"!remark=diarienummer-oklart", "!remark=ankomstdatum-oklart", "!remark=stampel-gammal"}},
	{"a samordningsnummer", TOP "P 2.1 Aktiviteter:\nP Deltagaren 850472-1234 har börjat.\n" S2 S3, {"remark=personuppgift"}},
	{"an organisation's number is no person's", TOP "P 2.1 Aktiviteter:\nP Avtal med 212000-1355 och 802000-1234 är tecknat.\n" S2 S3, {"!remark=personuppgift"}},
	{"a telephone number is no personal number", TOP "P 2.1 Aktiviteter:\nP Ring 070-111 22 33, 08-850 412 12 eller 0850-412 1234.\n" S2 S3, {"!remark=personuppgift"}},
	{"ranges of months and of days are no personal number", TOP "P 2.1 Aktiviteter:\nP Perioderna 202601-202603, 260112–260331 och 2026-01-12–2026-03-31.\n" S2 S3, {"!remark=personuppgift"}},
	{"one participant's good news is no story", TOP "P 2.1 Aktiviteter:\nP En deltagare har börjat sin praktik på biblioteket.\n" S2 S3, {"!remark=personuppgift"}},
	{"a story whose words stand at the first place of three", TOP "P 2.1 Aktiviteter:\nP Mannen: ångest, ADHD\n" S2 S3, {"remark=personuppgift"}},
	{"at the second", TOP "P 2.1 Aktiviteter:\nP  Mannen - ÅNGEST  ADHD\n" S2 S3, {"remark=personuppgift"}},
	{"at the third, one in another word", TOP "P 2.1 Aktiviteter:\nP Hon   dödsångest, och adhd\n" S2 S3, {"remark=personuppgift"}},
	{"a word of life that lies in another is one", TOP "P 2.1 Aktiviteter:\nP Hon är sjukskriven sedan sju år, och självmål.\n" S2 S3, {"!remark=personuppgift"}},
	{"hard lives of a whole group are no story", TOP "P 2.1 Aktiviteter:\nP Många i målgruppen lever med missbruk och hemlöshet.\n" S2 S3, {"!remark=personuppgift"}},
	{"a stamp left from last time", HEAD "P Diarienummer: SFG 25-7.4\nP Ankomstdatum: 2025-10-14\n" PARTS FIELDS S1 S2 S3, {"remark=stampel-gammal"}},
	{"an old number alone", HEAD "P Diarienummer: SFG 25-7.4\n" PARTS FIELDS S1 S2 S3, {"remark=stampel-gammal"}},
	{"this year's number is not old", HEAD "P Diarienummer: SFG 26-7\n" PARTS FIELDS S1 S2 S3, {"!remark=stampel-gammal"}},
};

static void
append_date(GString *out, DiDate date)
{
	g_autofree char *text = di_date_format(date);

	g_string_append(out, text);
}

static void
say_fields(const DiReport *report, GPtrArray *facts)
{
	g_autoptr(GString) period = g_string_new("period="), day = g_string_new("ankomst=");

	g_ptr_array_add(facts, g_strdup_printf("kind=%s", di_kind_word(report->kind)));
	g_ptr_array_add(facts, g_strdup_printf("diarienummer=%s", report->diarienummer ? report->diarienummer : ""));
	g_ptr_array_add(facts, g_strdup_printf("signatur=%s", report->signatur ? report->signatur : ""));
	g_ptr_array_add(facts, g_strdup_printf("insats=%s", report->insats ? report->insats : ""));
	g_ptr_array_add(facts, g_strdup_printf("huvudman=%s", report->huvudman ? report->huvudman : ""));
	append_date(period, report->period.from);
	if (report->period.from != DI_DATE_NONE)
		g_string_append(period, "–");
	append_date(period, report->period.to);
	append_date(day, report->ankomstdatum);
	g_ptr_array_add(facts, g_strdup(period->str));
	g_ptr_array_add(facts, g_strdup(day->str));
}

static void
say_rest(const DiReport *report, GPtrArray *facts)
{
	g_ptr_array_add(facts, g_strdup_printf("sections=%u", report->sections->len));
	g_ptr_array_add(facts, g_strdup_printf("persons=%u", report->persons->len));
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = g_ptr_array_index(report->sections, i);

		g_ptr_array_add(facts, g_strdup_printf("§%s=%s", section->key, section->text));
	}
	for (guint i = 0; i < report->persons->len; i++) {
		const DiPerson *person = g_ptr_array_index(report->persons, i);
		g_autofree char *day = di_date_format(person->date);

		g_ptr_array_add(facts, g_strdup_printf("person=%s %s", *day ? day : "-", person->name ? person->name : ""));
	}
	for (guint i = 0; i < report->remarks->len; i++)
		g_ptr_array_add(facts, g_strdup_printf("remark=%s", ((const DiRemark *)g_ptr_array_index(report->remarks, i))->code));
}

static GPtrArray *
facts_of(const DiReport *report)
{
	GPtrArray *facts = g_ptr_array_new_with_free_func(g_free);

	say_fields(report, facts);
	say_rest(report, facts);
	return facts;
}

static gboolean
is_said(const GPtrArray *facts, const char *fact)
{
	for (guint i = 0; i < facts->len; i++)
		if (strcmp(g_ptr_array_index(facts, i), fact) == 0)
			return TRUE;
	return FALSE;
}

/* "no§2.5": no fact begins with "§2.5=" */
static gboolean
is_absent(const GPtrArray *facts, const char *lead)
{
	for (guint i = 0; i < facts->len; i++)
		if (g_str_has_prefix(g_ptr_array_index(facts, i), lead))
			return FALSE;
	return TRUE;
}

static void
fail_with(const GPtrArray *facts, const char *expected)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < facts->len; i++)
		g_string_append_printf(all, "\n  %s", (const char *)g_ptr_array_index(facts, i));
	fail_msg("expected %s among:%s", expected, all->str);
}

static void
check_facts(const GPtrArray *facts, const char *expected)
{
	gboolean right;

	if (g_str_has_prefix(expected, "no§"))
		right = is_absent(facts, expected + 2);
	else if (*expected == '!')
		right = !is_said(facts, expected + 1);
	else
		right = is_said(facts, expected);
	if (!right)
		fail_with(facts, expected);
}

static void
check_row(void **state)
{
	const Row *row = *state;
	g_autoptr(DiDocument) document = document_of_blocks(row->blocks);
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	g_autoptr(GPtrArray) facts = facts_of(report);

	for (gsize i = 0; i < G_N_ELEMENTS(row->expected) && row->expected[i]; i++)
		check_facts(facts, row->expected[i]);
}

/* Witnesses */

static const struct HintRow {
	const char *sentence, *period, *file_name, *subject, *arrived, *expected, *remark;
} hint_rows[] = {
	{"the text alone", "kvartal 1 2026", NULL, NULL, NULL, "period=2026-01-01–2026-03-31", "!remark=period-oense"},
	{"a file name that agrees", "kvartal 1 2026", "rapport Q1 2026.docx", NULL, NULL, "period=2026-01-01–2026-03-31", "!remark=period-oense"},
	{"a file name that disagrees does not overrule", "kvartal 1 2026", "rapport Q4 2025.docx", NULL, NULL, "period=2026-01-01–2026-03-31", "remark=period-oense"},
	{"a subject that disagrees does not overrule", "kvartal 1 2026", NULL, "Kvartalsrapport kv 4 2025", NULL, "period=2026-01-01–2026-03-31", "remark=period-oense"},
	{"a file name where the text says nothing", "", "rapport Q1 2026.docx", NULL, NULL, "period=2026-01-01–2026-03-31", "remark=period-vittne"},
	{"file name and subject that disagree settle nothing", "", "rapport Q1 2026.docx", "Q4 2025", NULL, "period=", "remark=period-oense"},
	{"a quarter without a year and the day of arrival", "kvartal 1", NULL, NULL, "2026-04-14T10:00:00+02:00", "period=2026-01-01–2026-03-31", "remark=period-vittne"},
	{"a fourth quarter that arrives in January", "kvartal 4", NULL, NULL, "2026-01-15T10:00:00+01:00", "period=2025-10-01–2025-12-31", "remark=period-vittne"},
	{"arrival alone is no witness", "", NULL, NULL, "2026-04-14T10:00:00+02:00", "period=", "remark=falt-tomt"},
	{"signed on the day on which it arrived", "kvartal 1 2026", NULL, NULL, "2026-04-10T10:00:00+02:00", "period=2026-01-01–2026-03-31", "!remark=daterad-framat"},
	{"signed after it arrived", "kvartal 1 2026", NULL, NULL, "2026-04-01T10:00:00+02:00", "period=2026-01-01–2026-03-31", "remark=daterad-framat"},
};

static void
check_hints(void **state)
{
	const struct HintRow *row = *state;
	g_autofree char *blocks = g_strdup_printf(HEAD PARTS "P Insatsens namn\nP Gröna steget\nP Kvartalsrapporten gäller för perioden\nP %s\n" PART2 S1 S2 S3 PERSONS, row->period);
	g_autoptr(DiDocument) document = document_of_blocks(blocks);
	DiFormHints hints = {.file_name = row->file_name, .subject = row->subject, .timezone = "Europe/Stockholm",
		.arrived = row->arrived ? di_time_parse(row->arrived) : DI_TIME_NONE};
	g_autoptr(DiReport) report = di_form_mine(forms, document, &hints);
	g_autoptr(GPtrArray) facts = facts_of(report);

	check_facts(facts, row->expected);
	check_facts(facts, row->remark);
}

/* Årsbilaga */

#define RECORD "C 1,0,0|Insatsnamn\nC 1,0,1|Gröna steget - Lillån1\nC 1,1,0|Inriktning - Uppföljning Finsam\nC 1,1,1|Individinriktad insats - Förebyggande insats\n" \
	"C 1,2,0|Period\nC 1,2,1|2024-01-01 – 2025-12- 31\nC 1,3,0|Syfte\nC 1,3,1|Att odla.\nC 1,4,0|Mål\nC 1,4,1|1. Tio deltagare.\\n2.Hälften går vidare.\\n- Alla trivs.\n" \
	"C 1,5,0|Budget 2024\nC 1,5,1|1 296 tkr\nC 1,6,0|Utfall 2024\nC 1,6,1|607 tkr\nC 1,7,0|Huvudman för insats\nC 1,7,1|Lillåns kommun\n" \
	"C 1,8,0|Samverkansparter\nC 1,8,1|Arbetsförmedlingen, Regionen och kommunerna\nC 1,9,0|Resultat\nC 1,9,1|1. Åtta deltagare.\nC 1,10,0|Kommentar\\nmåluppfyllelse\nC 1,10,1|Uppfylld\n"
#define OTHER "C 2,0,0|Insatsnamn\nC 2,0,1|Trappan 2024 7\nC 2,1,0|Inriktning-Uppföljning Finsam\nC 2,1,1|Strukturövergripande\nC 2,2,0|Period\nC 2,2,1|2019-09-01 -\n" \
	"C 2,3,0|Syfte\nC 2,3,1|Att samlas.\nC 2,4,0|Mål\nC 2,4,1|Träffar\nC 2,5,0|Totalbudget 2024\nC 2,5,1|216 tkr\nC 2,6,0|Utfall ekonomi\nC 2,6,1|228 tkr\n" \
	"C 2,7,0|Huvudman för insats\nC 2,7,1|Förbundet\nC 2,8,0|Samverkansparter\nC 2,8,1|Alla\nC 2,9,0|Aktiviteter\nC 2,9,1|Träffar.\nC 2,10,0|Kommentar måluppfyllelse\nC 2,10,1|Pågår\nZ 7 Läs mer på webbplatsen\n"

static void
an_arsbilaga_has_a_record_for_each_table(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("P Bilaga 1 Mål och resultat av insatser\n" RECORD OTHER);
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	const DiOutcome *first, *second;

	(void)state;
	assert_int_equal(report->kind, DI_KIND_ARSBILAGA);
	assert_int_equal(report->outcomes->len, 2);
	first = g_ptr_array_index(report->outcomes, 0);
	second = g_ptr_array_index(report->outcomes, 1);
	assert_string_equal(first->namn, "Gröna steget - Lillån");
	assert_int_equal(first->period.to, di_date_parse("2025-12-31"));
	assert_int_equal(g_strv_length(first->mal), 3);
	assert_string_equal(first->mal[0], "Tio deltagare.");
	assert_string_equal(first->mal[1], "Hälften går vidare.");
	assert_string_equal(first->mal[2], "Alla trivs.");
	assert_int_equal(first->budget_tkr, 1296);
	assert_int_equal(first->utfall_tkr, 607);
	assert_string_equal(first->samverkansparter[1], "Regionen och kommunerna");
	assert_string_equal(first->resultat, "1. Åtta deltagare.");
	assert_string_equal(first->kommentar, "Uppfylld");
	assert_string_equal(second->namn, "Trappan 2024");
	assert_int_equal(second->period.from, di_date_parse("2019-09-01"));
	assert_int_equal(second->period.to, DI_DATE_NONE);
	assert_int_equal(second->budget_tkr, 216);
	assert_int_equal(second->utfall_tkr, 228);
	assert_string_equal(second->resultat, "Träffar.");
	assert_int_equal(first->ar, 2024);
	assert_int_equal(second->ar, 2024);
}

static void
an_amount_that_says_two_things_is_left_open(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("P Bilaga 1 Mål och resultat av insatser\nC 1,0,0|Insatsnamn\nC 1,0,1|Gröna steget\n"
		"C 1,1,0|Syfte\nC 1,1,1|Att odla.\nC 1,2,0|Mål\nC 1,2,1|Tio deltagare.\nC 1,3,0|Budget\nC 1,3,1|10 eller 20 tkr\nC 1,4,0|Huvudman\nC 1,4,1|Lillåns kommun\n");
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	const DiOutcome *first;
	gboolean told = FALSE;

	(void)state;
	assert_int_equal(report->outcomes->len, 1);
	first = g_ptr_array_index(report->outcomes, 0);
	assert_int_equal(first->budget_tkr, DI_AMOUNT_NONE);
	for (guint i = 0; i < report->remarks->len; i++)
		told = told || g_str_equal(((const DiRemark *)g_ptr_array_index(report->remarks, i))->code, "belopp-oklart");
	assert_true(told);
}

/* How a narrow column cuts them: a line of a numbered goal may begin with anything. */
static void
goals_cut_by_a_narrow_column_are_whole(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("P Bilaga 1 Mål och resultat av insatser\n"
		"C 1,0,0|Insatsnamn\nC 1,0,1|Gröna steget\nC 1,1,0|Syfte\nC 1,1,1|Att odla.\nC 1,2,0|Mål\n"
		"C 1,2,1|1. Tio deltagare (50 % kvinnor, 50\\n% män).\\n2. Utbilda två handledare inom\\nArbetsmarknadsenheten i metoden.\\n3. Alla trivs.\n"
		"C 1,3,0|Budget\nC 1,3,1|10 tkr\nC 1,4,0|Huvudman\nC 1,4,1|Lillåns kommun\n");
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	const DiOutcome *first;

	(void)state;
	assert_int_equal(report->outcomes->len, 1);
	first = g_ptr_array_index(report->outcomes, 0);
	assert_int_equal(g_strv_length(first->mal), 3);
	assert_string_equal(first->mal[0], "Tio deltagare (50 % kvinnor, 50 % män).");
	assert_string_equal(first->mal[1], "Utbilda två handledare inom Arbetsmarknadsenheten i metoden.");
	assert_int_equal(first->ar, 0);
}

static void
an_arsbilaga_as_lines_reads_the_same(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("P Bilaga 1 Mål och resultat av insatser\nP Insatsnamn Gröna steget - Lillån1\nP Inriktning - Uppföljning Finsam Individinriktad insats\n"
		"P Period 2024-01-01 – 2025-12-31\nP Syfte Att odla i\\nstadens parker.\nP Mål 1. Tio deltagare.\nP 2. Hälften går\\nvidare.\nP Budget 2024 1 296 tkr\nP Utfall 2024 607 tkr\n"
		"P Huvudman för insats Lillåns kommun\nP Samverkansparter Arbetsförmedlingen\nP Resultat Åtta deltagare.\nP Kommentar måluppfyllelse Uppfylld\n");
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	const DiOutcome *first;

	(void)state;
	assert_int_equal(report->kind, DI_KIND_ARSBILAGA);
	assert_int_equal(report->outcomes->len, 1);
	first = g_ptr_array_index(report->outcomes, 0);
	assert_string_equal(first->namn, "Gröna steget - Lillån");
	assert_int_equal(first->budget_tkr, 1296);
	assert_int_equal(g_strv_length(first->mal), 2);
	assert_string_equal(first->mal[1], "Hälften går vidare.");
	assert_string_equal(first->huvudman, "Lillåns kommun");
}

static void
an_arsbilaga_with_labels_above_reads_the_same(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("H Bilaga 1 Mål och resultat av insatser\nB Insatsnamn\nP Gröna steget\nB Period\nP 2024-01-01 – 2025-12-31\n"
		"B Syfte\nP Att odla.\nB Mål\nP Tio deltagare.\nB Budget\nP 1 296 tkr\nB Huvudman\nP Lillåns kommun\nB Resultat\nP Åtta deltagare.\n");
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	const DiOutcome *first;

	(void)state;
	assert_int_equal(report->kind, DI_KIND_ARSBILAGA);
	assert_int_equal(report->outcomes->len, 1);
	first = g_ptr_array_index(report->outcomes, 0);
	assert_string_equal(first->namn, "Gröna steget");
	assert_int_equal(first->budget_tkr, 1296);
	assert_string_equal(first->huvudman, "Lillåns kommun");
}

/* As LibreOffice saves its tables as text: a line a cell, and nothing is bold. */
static void
an_arsbilaga_as_plain_text_reads_the_same(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks("P Bilaga 1 Mål och resultat av insatser\nP Insatsnamn\nP Gröna steget1\nP Period\nP 2024-01-01 – 2025-12-31\n"
		"P Syfte\nP Att odla.\nP Mål\nP 1. Tio deltagare.\nP Budget 2024\nP 1 296 tkr\nP Huvudman för insats\nP Lillåns kommun\nP Resultat\nP Åtta deltagare.\n"
		"P Kommentar måluppfyllelse\nP Uppfylld\nP Insatsnamn\nP Trappan[2]\nP Syfte\nP Att kliva.\nP Mål\nP Ett steg.\nP Huvudman\nP Storåns kommun\nP Resultat\nP Ett.\n");
	g_autoptr(DiReport) report = NULL;
	const DiOutcome *first;

	(void)state;
	g_free(document->format);
	document->format = g_strdup("txt");
	report = di_form_mine(forms, document, NULL);
	assert_int_equal(report->kind, DI_KIND_ARSBILAGA);
	assert_int_equal(report->outcomes->len, 2);
	first = g_ptr_array_index(report->outcomes, 0);
	assert_string_equal(first->namn, "Gröna steget");
	assert_int_equal(first->budget_tkr, 1296);
	assert_string_equal(first->kommentar, "Uppfylld");
	assert_string_equal(((const DiOutcome *)g_ptr_array_index(report->outcomes, 1))->namn, "Trappan");
}

/* A förbund of its own, from its file alone */

static void
another_forbund_needs_only_its_file(void **state)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *folder = g_build_filename(top ? top : ".", "tests", "golden", "forms", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiForms) other = di_forms_load(folder, &error);
	g_autoptr(DiDocument) document = document_of_blocks("H Tertialrapport\nP Ärendenummer: SP 26-4\nP Verksamhetens namn: Trappan\nP Ansvarig part: Storåns kommun\nP Tertial: andra tertialet 2026\n"
		"P 1. Läget just nu: Skriv högst tio rader.\nP Vi växer.\nP 2. Deltagare och flöden Hur många har börjat och slutat?\nP 1. Tolv har börjat.\nP 2. Tre har slutat.\nP 3. Hinder på vägen\nP Fyll i här\n"
		"P 6. Underskrift\nP 2026-09-10 Vera Odling\n");
	g_autoptr(DiReport) report = NULL;
	g_autoptr(GPtrArray) facts = NULL;
	static const char *const expected[] = {"kind=kvartalsrapport", "diarienummer=SP 26-4", "insats=Trappan", "huvudman=Storåns kommun",
		"period=2026-05-01–2026-08-31", "§1=Vi växer.", "§2=1. Tolv har börjat.\n\n2. Tre har slutat.", "§3=", "no§4", "person=2026-09-10 Vera Odling"};

	(void)state;
	assert_null(error);
	report = di_form_mine(other, document, NULL);
	facts = facts_of(report);
	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
		check_facts(facts, expected[i]);
	assert_string_equal(report->form, "Tertialrapport 2025-01-01");
}

static void
a_fault_and_an_empty_document_are_said(void **state)
{
	g_autoptr(DiDocument) broken = di_document_new("docx"), empty = document_of_blocks("P \n");
	g_autoptr(DiReport) a = NULL, b = NULL;

	(void)state;
	di_document_fail(broken, DI_FAULT_LOSENORD, NULL);
	a = di_form_mine(forms, broken, NULL);
	b = di_form_mine(forms, empty, NULL);
	assert_int_equal(a->fault, DI_FAULT_LOSENORD);
	assert_int_equal(a->kind, DI_KIND_NONE);
	assert_int_equal(b->fault, DI_FAULT_TEXT_SAKNAS);
}

static void
every_field_has_its_evidence(void **state)
{
	g_autoptr(DiDocument) document = document_of_blocks(TOP S1 S2 S3 PERSONS);
	g_autoptr(DiReport) report = di_form_mine(forms, document, NULL);
	static const char *const fields[] = {"insats", "huvudman", "period", "avsnitt.2.1", "avsnitt.2.3", "uppgiftslamnare"};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		gboolean found = FALSE;

		for (guint j = 0; j < report->evidence->len; j++)
			found = found || strcmp(((const DiEvidence *)g_ptr_array_index(report->evidence, j))->field, fields[i]) == 0;
		assert_true(found);
	}
}

/* Mistakes in a description */

static const struct MistakeRow {
	const char *sentence, *text, *message;
} mistakes[] = {
	{"a key before a group", "namn = A\n", "x.form:1: 'namn' står före den första gruppen; skriv [form] ovanför"},
	{"an unknown key", "[form]\nfärg = blå\n", "x.form:2: 'färg' är ingen nyckel i [form]; rätta den eller ta bort raden"},
	{"an unknown group", "[skäl]\n", "x.form:1: [skäl] är ingen grupp; skriv [form], [texter], [fält …], [avsnitt …] eller [del …]"},
	{"a field nobody knows", "[fält skonummer]\n", "x.form:1: [fält skonummer]: det finns inget fält med det namnet; FORMS.md räknar upp namnen"},
	{"a bad choice", "[fält period]\nslag = tid\n", "x.form:2: 'tid' är inget som går att välja här; skriv något av: text, datum, period, nummer, persontabell, belopp, lista"},
	{"a theme that the board's paper has not", "[avsnitt 2.1]\nrubrik = A\ntema = åsikt\n", "x.form:3: 'åsikt' är inget som går att välja här; skriv något av: gjort, avvikelse, mål, analys"},
	{"a bad day", "[form]\ngäller-från = i fjol\n", "x.form:2: 'i fjol' är inget datum; skriv utgåvans första dag som 2024-01-31"},
	{"no value", "[form]\nnamn =\n", "x.form:2: 'namn' har inget värde; skriv ett, eller ta bort raden"},
	{"a line that is nothing", "[form]\nhej\n", "x.form:2: varken en grupp eller 'nyckel = värde'; börja en kommentar med #"},
	{"a section twice", "[avsnitt 1]\nrubrik = A\n[avsnitt 1]\n", "x.form:3: rubrik 1 står två gånger; skriv alla rader i en grupp"},
	{"a kind that is none", "[form]\ntyp = dikt\n", "x.form:2: 'dikt' är inget slag av rapport; skriv kvartalsrapport, slutrapport eller arsbilaga"},
};

static void
check_mistake(void **state)
{
	const struct MistakeRow *row = *state;
	g_autoptr(DiForms) none = di_forms_new();
	g_autoptr(GError) error = NULL;

	assert_false(di_forms_add(none, "x.form", row->text, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
	assert_string_equal(error->message, row->message);
}

/* All of them at once: lines of a group that could not be opened are no mistakes of their own. */
static void
every_mistake_is_told(void **state)
{
	static const char text[] = "[form]\nnamn = A\nfärg = blå\n\n[fält skonummer]\netikett = Sko\nnågot\n[trasig {x}\nslag = ?\n[fält insats]\nslag = tid\n";
	static const int lines[] = {3, 5, 8, 11};
	g_autoptr(GPtrArray) found = di_forms_mistakes(text), none = NULL, whole = NULL;

	(void)state;
	assert_int_equal(found->len, G_N_ELEMENTS(lines));
	for (guint i = 0; i < found->len; i++)
		assert_int_equal(((const DiFormMistake *)g_ptr_array_index(found, i))->line, lines[i]);
	none = di_forms_mistakes("[form]\nnamn = A\ntyp = kvartalsrapport\ngäller-från = 2024-01-01\ntitel = A\n"
		"[fält insats]\netikett = I\n[fält period]\netikett = P\n");
	assert_int_equal(none->len, 0);
	whole = di_forms_mistakes("[form]\nnamn = A\n");
	assert_string_equal(((const DiFormMistake *)g_ptr_array_index(whole, 0))->text, "[form] saknar namn, typ eller gäller-från; skriv dit det");
}

int
main(void)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *folder = g_build_filename(top ? top : ".", "conf", "forms", NULL);
	g_autoptr(GError) error = NULL;
	int failed;

	forms = di_forms_load(folder, &error);
	if (!forms)
		g_error("%s", error->message);
	ADD_ROWS(rows, check_row);
	ADD_ROWS(hint_rows, check_hints);
	ADD_TEST(an_arsbilaga_has_a_record_for_each_table);
	ADD_TEST(an_amount_that_says_two_things_is_left_open);
	ADD_TEST(goals_cut_by_a_narrow_column_are_whole);
	ADD_TEST(an_arsbilaga_as_lines_reads_the_same);
	ADD_TEST(an_arsbilaga_with_labels_above_reads_the_same);
	ADD_TEST(an_arsbilaga_as_plain_text_reads_the_same);
	ADD_TEST(another_forbund_needs_only_its_file);
	ADD_TEST(a_fault_and_an_empty_document_are_said);
	ADD_TEST(every_field_has_its_evidence);
	ADD_ROWS(mistakes, check_mistake);
	ADD_TEST(every_mistake_is_told);
	failed = run_table("form-mine");
	di_forms_free(forms);
	return failed;
}
