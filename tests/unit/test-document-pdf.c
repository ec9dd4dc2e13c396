/* The geometry of PDF: pages given as tables of words (pdf-page.h), blocks expected. The letters are
 * those of blocks.h; "B12 text" is bold for 12 bytes. */
#include "pdf-page.h"
#include "table.h"

/* clang-format off */
/* The margin to the right is as wide as that to the left; a page of 400 points ends its lines at 334. */
#define FULL "width 400\n70 500 11 Raden fyller hela bredden från kant till kanten\n70 514 11 och nästa fyller också hela bredden till kanten\n" \
	"70 528 11 samt en tredje rad som också räcker till kanten\n70 542 11 samt en fjärde rad som också räcker till kanten\n" \
	"70 556 11 samt en femte rad som åter når fram till kanten.\n"

static const struct Row {
	const char *sentence, *given, *expected;
} rows[] = {
	{"lines of one paragraph are joined by a space",
		"width 320\n70 100 11 Deltagarna träffas varje vecka i\n70 114 11 gruppens egen lokal.",
		"P Deltagarna träffas varje vecka i gruppens egen lokal.\n"},
	{"a form that was filled in twice: what both repeat at the edges is no page header",
		"70 60 20 Rapport\n70 90 11 Nummer\n70 180 11 Namn\n70 210 11 Period\n70 240 11 Text\n70 270 11 Vi odlade.\n70 700 11 Datum\npage\n70 60 20 Rapport\n70 90 11 Nummer\n70 180 11 Namn\n70 210 11 Period\n70 240 11 Text\n70 270 11 Vi byggde.\n70 700 11 Datum",
		"H1 Rapport\nP Nummer\nP Namn\nP Period\nP Text\nP Vi odlade.\nP Datum\nH1 Rapport\nP Nummer\nP Namn\nP Period\nP Text\nP Vi byggde.\nP Datum\n"},
	{"a larger distance begins a paragraph",
		"width 260\n70 100 11 Det första stycket är inte\n70 114 11 särskilt långt.\n70 140 11 Det andra stycket.",
		"P Det första stycket är inte särskilt långt.\nP Det andra stycket.\n"},
	{"a line on which the next word had room was ended on purpose",
		FULL "70 570 11 Kort rad.\n70 584 11 Nytt stycke utan avstånd.",
		"P Raden fyller hela bredden från kant till kanten och nästa fyller också hela bredden till kanten samt en tredje"
		" rad som också räcker till kanten samt en fjärde rad som också räcker till kanten samt en femte rad som åter når"
		" fram till kanten. Kort rad.\nP Nytt stycke utan avstånd.\n"},
	{"full lines far apart are paragraphs, where sentences go on from line to line closer by",
		"width 332\n70 100 11 Vi odlade gurkor i tunnan vid grinden.\n70 126 11 Vi odlade kålen i pallar vid gaveln.\n70 152 11 Vi odlade bönor på ställning i norr.\n70 178 11 Sedan kom det regn i stora mängder och\n"
		"70 191 11 allt växte bra.\n70 217 11 Vi skördade gurkorna i mitten av juli.\n70 243 11 Vi skördade bönorna i slutet av juli.\n70 269 11 Vi skördade all kål i september och i\n70 282 11 oktober.",
		"P Vi odlade gurkor i tunnan vid grinden.\nP Vi odlade kålen i pallar vid gaveln.\nP Vi odlade bönor på ställning i norr.\nP Sedan kom det regn i stora mängder och allt växte bra.\n"
		"P Vi skördade gurkorna i mitten av juli.\nP Vi skördade bönorna i slutet av juli.\nP Vi skördade all kål i september och i oktober.\n"},
	{"a table of contents is set aside: its lines stand again further on",
		"70 60 11 2.1 Aktiviteter @200 1\n70 74 11 2.2 Avvikelser ...... 1\n70 88 11 2.3 Brukare @170 2\n70 120 11 2.1 Aktiviteter: Vi odlade kål.\n70 150 11 2.2 Avvikelser: Kålen tog slut i maj.\n70 180 11 2.3 Brukare: Alla åt av den, år 2.\n",
		"P 2.1 Aktiviteter: Vi odlade kål.\nP 2.2 Avvikelser: Kålen tog slut i maj.\nP 2.3 Brukare: Alla åt av den, år 2.\nO 2.1 Aktiviteter 1\nO 2.2 Avvikelser ...... 1\nO 2.3 Brukare 2\n"},
	{"an indented first line begins a paragraph",
		"width 360\n85 100 11 Första stycket börjar indraget och går\n70 114 11 vidare ut till vänsterkanten igen så.\n"
		"85 128 11 Andra stycket börjar indraget också det\n70 142 11 och går vidare.",
		"P Första stycket börjar indraget och går vidare ut till vänsterkanten igen så.\n"
		"P Andra stycket börjar indraget också det och går vidare.\n"},
	{"a bold lead-in is part of its paragraph",
		"width 320\n70 100 11 [b]2.1 Aktiviteter:[/b] Beskriv vilka\n70 114 11 aktiviteter som har genomförts.",
		"B16 2.1 Aktiviteter: Beskriv vilka aktiviteter som har genomförts.\n"},
	{"a bold line above ordinary text stands alone",
		"70 100 11 [b]Huvudman för insatsen[/b]\n70 114 11 Exempelby kommun",
		"B Huvudman för insatsen\nP Exempelby kommun\n"},
	{"larger type is a heading, the largest of the first level",
		"70 60 22 [b]Rapport[/b]\n70 100 15 [b]1. Uppgifter[/b]\n70 130 11 Texten står i vanlig storlek här under.",
		"H1 Rapport\nH2 1. Uppgifter\nP Texten står i vanlig storlek här under.\n"},
	{"bullets and their wrapped lines are items",
		"width 320\n80 100 11 • @92 Besök på biblioteket och en\n92 114 11 promenad till torget\n80 128 11 • @92 Kurs",
		"L -|Besök på biblioteket och en promenad till torget\nL -|Kurs\n"},
	{"a dash that touches its word is a bullet",
		"70 100 11 -Rutin för möten\n70 114 11 -Vägledande principer",
		"L -|Rutin för möten\nL -|Vägledande principer\n"},
	{"numbers with a point or a bracket are markers",
		"80 100 11 1. @96 Hälften ska vara med\n80 114 11 2. @96 Alla ska trivas\n80 128 11 a) @96 Under punkt",
		"L 1.|Hälften ska vara med\nL 2.|Alla ska trivas\nL a)|Under punkt\n"},
	{"a dash inside a sentence that happens to begin a line is no bullet",
		"width 332\n70 100 11 Yrkeslärare och elever i de tre skolorna\n70 114 11 - arbetsgivare och elever - samverkar nu.",
		"P Yrkeslärare och elever i de tre skolorna - arbetsgivare och elever - samverkar nu.\n"},
	{"drawn borders say what stands beside what: a label in the middle of its row, a cell that is empty",
		"grid 66,200,500 90,160,180\n204 100 11 Vi har odlat hela vintern.\n204 114 11 Allt gick bra.\n70 121 11 2.1 Aktiviteter\n"
		"204 140 11 Sedan kom våren.\n70 172 11 Signatur",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,1|Vi har odlat hela vintern.\nC 1,0,1|Allt gick bra.\nC 1,0,1|Sedan kom våren.\nC 1,1,0|Signatur\nC 1,1,1|\n"},
	{"a cell over two columns, and a list in a cell",
		"rule 66 90 500 90\nrule 66 110 500 110\nrule 66 160 500 160\nrule 66 90 66 160\nrule 500 90 500 160\nrule 200 110 200 160\n"
		"70 103 11 Allmänna uppgifter\n70 124 11 Mål\n204 124 11 1. @220 Odla\n204 138 11 2. @220 Skörda",
		"C 1,0,0|Allmänna uppgifter\nC 1,1,0|Mål\nC 1,1,1,1.|Odla\nC 1,1,1,2.|Skörda\n"},
	{"a table within a cell is read where it stands",
		"grid 66,200,500 90,180\ngrid 210,300,400 110,126\n70 104 11 Skörd\n204 104 11 I kilo:\n214 122 11 Potatis @304 42\n204 150 11 Resten åts.",
		"C 1,0,0|Skörd\nC 1,0,1|I kilo:\nC 2,0,0|Potatis\nC 2,0,1|42\nC 1,0,1|Resten åts.\n"},
	{"a row that goes on overleaf, its borders left open at the page break",
		"70 60 11 Här börjar den.\nrule 66 780 500 780\nrule 66 780 66 830\nrule 200 780 200 830\nrule 500 780 500 830\n70 800 11 Utfall\n204 800 11 Det började bra.\npage\n"
		"rule 66 40 66 100\nrule 200 40 200 100\nrule 500 40 500 100\nrule 66 80 500 80\nrule 66 100 500 100\n204 60 11 Det slutade också bra.\n70 95 11 Namn\n204 95 11 Vera",
		"P Här börjar den.\nC 1,0,0|Utfall\nC 1,0,1|Det började bra.\nC 1,0,1|Det slutade också bra.\nC 1,1,0|Namn\nC 1,1,1|Vera\n"},
	{"a label that is parted by a page break is whole before its answer begins, where the borders are left open",
		"rule 66 780 500 780\nrule 66 780 66 830\nrule 200 780 200 830\nrule 500 780 500 830\n70 800 11 2.6 Gruppens\n204 800 11 Det började bra.\npage\n"
		"rule 66 40 66 100\nrule 200 40 200 100\nrule 500 40 500 100\nrule 66 80 500 80\nrule 66 100 500 100\n70 60 11 Analys\n204 60 11 Det slutade också bra.\n70 95 11 Namn\n204 95 11 Vera",
		"C 1,0,0|2.6 Gruppens\nC 1,0,0|Analys\nC 1,0,1|Det började bra.\nC 1,0,1|Det slutade också bra.\nC 1,1,0|Namn\nC 1,1,1|Vera\n"},
	{"a row goes on overleaf under drawn borders where its sentence does, and its label does not begin anew",
		"70 60 11 Här börjar den.\ngrid 66,200,500 760,780,830\n70 774 11 Vad @204 Svar\n70 800 11 Hur det går\n204 800 11 Det började bra och\npage\n"
		"grid 66,200,500 40,80,100\n70 60 11 med allt\n204 60 11 slutade också bra.\n70 95 11 Namn\n204 95 11 Vera",
		"P Här börjar den.\nC 1,0,0|Vad\nC 1,0,1|Svar\nC 1,1,0|Hur det går\nC 1,1,0|med allt\nC 1,1,1|Det började bra och\nC 1,1,1|slutade också bra.\n"
		"C 1,2,0|Namn\nC 1,2,1|Vera\n"},
	{"boxes below each other say nothing of columns, and a drawing around words no cell has them in is none",
		"grid 66,500 90,110,130\n70 104 11 Namn @250 Vera\n70 124 11 Datum @250 2026-04-14",
		"C 1,0,0|Namn\nC 1,0,1|Vera\nC 1,1,0|Datum\nC 1,1,1|2026-04-14\n"},
	{"titles as wide as their columns stand close, but each above its values",
		"70 100 11 Nummer @150 Ordnare @196 Ankom\n70 120 11 EX 25-3 @150 VB @196 den 9 april",
		"C 1,0,0|Nummer\nC 1,0,1|Ordnare\nC 1,0,2|Ankom\nC 1,1,0|EX 25-3\nC 1,1,1|VB\nC 1,1,2|den 9 april\n"},
	{"a value that fills its column does not take in the next label, which had room above",
		"70 100 11 Insatsens namn @250 Odla\n70 113 11 Huvudman @250 Norrby kommun, Kompetensenheten\n70 126 11 Rapporten gäller för tiden @250 apr - jun 2025",
		"C 1,0,0|Insatsens namn\nC 1,0,1|Odla\nC 1,1,0|Huvudman\nC 1,1,1|Norrby kommun, Kompetensenheten\nC 1,2,0|Rapporten gäller för tiden\nC 1,2,1|apr - jun 2025\n"},
	{"labels and values side by side are cells",
		"70 100 11 Diarienummer @250 Signatur\n70 114 11 SFG 25-3 @250 AKH",
		"C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,1,0|SFG 25-3\nC 1,1,1|AKH\n"},
	{"a cell of several lines goes on where the first column is empty",
		"70 100 11 Syfte @250 Stöd till den\n250 114 11 som står långt ifrån arbete.\n70 128 11 Budget @250 270 tkr",
		"C 1,0,0|Syfte\nC 1,0,1|Stöd till den som står långt ifrån arbete.\nC 1,1,0|Budget\nC 1,1,1|270 tkr\n"},
	{"numbered goals in a cell stand on lines of their own",
		"70 100 11 Mål @250 1. Ge stöd till 50\n250 114 11 personer.\n250 128 11 2. Minst hälften går\n250 142 11 vidare.\n"
		"70 156 11 Utfall @250 3 tkr",
		"C 1,0,0|Mål\nC 1,0,1|1. Ge stöd till 50 personer.\\n2. Minst hälften går vidare.\nC 1,1,0|Utfall\nC 1,1,1|3 tkr\n"},
	{"a bold label right below another begins a row, also where its value is in small letters",
		"70 100 11 [b]Insatsens namn[/b] @250 Norrby och Sunnanby tillsammans\n70 113 11 [b]Kvartalsrapporten gäller[/b] @250 juli–september 2025",
		"C 1,0,0|Insatsens namn\nC 1,0,1|Norrby och Sunnanby tillsammans\nC 1,1,0|Kvartalsrapporten gäller\nC 1,1,1|juli–september 2025\n"},
	{"a label of two lines stays one cell",
		"70 100 11 Insatsens namn @250 Må bra\n70 114 11 Rapporten gäller @250 april–juni 2025\n70 128 11 för perioden",
		"C 1,0,0|Insatsens namn\nC 1,0,1|Må bra\nC 1,1,0|Rapporten gäller för perioden\nC 1,1,1|april–juni 2025\n"},
	{"a cell whose first line is indented goes on further to the left",
		"85 100 11 Syfte @264 Stöd till den\n250 114 11 som står långt ifrån arbete.\n85 128 11 Budget @264 270 tkr",
		"C 1,0,0|Syfte\nC 1,0,1|Stöd till den som står långt ifrån arbete.\nC 1,1,0|Budget\nC 1,1,1|270 tkr\n"},
	{"a list that is indented in its cell stays there",
		"70 100 11 Syfte @250 Stöd\n70 114 11 Mål @270 1. @285 Ge stöd till femtio\n285 128 11 personer.\n70 142 11 Utfall @250 3 tkr",
		"C 1,0,0|Syfte\nC 1,0,1|Stöd\nC 1,1,0|Mål\nC 1,1,1|1. Ge stöd till femtio personer.\nC 1,2,0|Utfall\nC 1,2,1|3 tkr\n"},
	{"labels in the middle of rows that nobody drew, of answers with several paragraphs, or higher than their answer",
		"220 100 11 Vi har odlat ärtor och bönor i hela\n220 113 11 trädgården under våren.\n220 139 11 Sedan kom det regn och alla växter\n220 152 11 fick det bra, även kålen.\n220 178 11 Till sist skördade vi allt.\n70 126 11 [b]2.1 Aktiviteter[/b]\n70 139 11 Beskriv kort vad\n70 152 11 som har gjorts.\n70 215 11 [b]2.2 Avvikelser[/b]\n70 228 11 (ekonomi, tidsplan\n70 241 11 och annat) samt\n70 254 11 åtgärder:\n220 234 11 Inga.\n",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv kort vad som har gjorts.\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\nC 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\nC 1,0,1|Till sist skördade vi allt.\nC 1,1,0|2.2 Avvikelser (ekonomi, tidsplan och annat) samt åtgärder:\nC 1,1,1|Inga.\n"},
	{"a number in a column of its own, in the middle of its label, is read before it",
		"250 100 11 Vi har odlat ärtor och bönor i hela\n250 113 11 trädgården under våren.\n250 139 11 Sedan kom det regn och alla växter\n250 152 11 fick det bra, även kålen.\n250 178 11 Till sist skördade vi allt.\n"
		"70 139 11 2.1\n100 126 11 [b]Aktiviteter[/b]\n100 139 11 Beskriv kort vad\n100 152 11 som har gjorts.\n"
		"70 234 11 2.2\n100 215 11 [b]Avvikelser[/b]\n100 228 11 (ekonomi, tidsplan\n100 241 11 och annat) samt\n100 254 11 åtgärder:\n250 234 11 Inga.\n",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv kort vad som har gjorts.\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\nC 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\nC 1,0,1|Till sist skördade vi allt.\nC 1,1,0|2.2 Avvikelser (ekonomi, tidsplan och annat) samt åtgärder:\nC 1,1,1|Inga.\n"},
	{"labels at the top of rows that nobody drew, their answers a margin lower",
		"70 100 11 [b]2.1 Aktiviteter[/b]\n70 113 11 Beskriv kort vad\n70 126 11 som har gjorts.\n220 112 11 Vi har odlat ärtor och bönor i hela\n220 125 11 trädgården under våren.\n220 151 11 Sedan kom det regn och alla växter\n220 164 11 fick det bra, även kålen.\n70 200 11 [b]2.2 Avvikelser[/b]\n70 213 11 (ekonomi, tidsplan\n70 226 11 och annat) samt\n70 239 11 åtgärder:\n220 212 11 Till sist skördade vi allt.\n70 270 11 Och en rad som går tvärs över hela sidans bredd under dem.\n",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv kort vad som har gjorts.\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\nC 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\nC 1,1,0|2.2 Avvikelser (ekonomi, tidsplan och annat) samt åtgärder:\nC 1,1,1|Till sist skördade vi allt.\nP Och en rad som går tvärs över hela sidans bredd under dem.\n"},
	{"a title and its instruction far below it are one label, in the middle of its row",
		"220 100 11 Vi har odlat ärtor och bönor i hela\n220 113 11 trädgården under våren.\n220 139 11 Sedan kom det regn och alla växter\n220 152 11 fick det bra, även kålen.\n"
		"70 119 11 [b]2.1 Aktiviteter[/b]\n70 145 11 Beskriv kort vad\n"
		"220 178 11 Kålen tog slut i mitten av augusti.\n220 204 11 Ärtorna tog inte slut.\n70 185 11 [b]2.2 Avvikelser[/b]\n70 211 11 (ekonomi) samt\n",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv kort vad\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\n"
		"C 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\n"
		"C 1,1,0|2.2 Avvikelser (ekonomi) samt\nC 1,1,1|Kålen tog slut i mitten av augusti.\nC 1,1,1|Ärtorna tog inte slut.\n"},
	{"a label that ends close to its answer, which begins where all answers do",
		"70 100 11 [b]2.1 Aktiviteter[/b]\n70 113 11 Beskriv vad som har hänt nu\n70 126 11 hos er.\n220.5 113 11 Vi har odlat ärtor och bönor i hela\n220.5 126 11 trädgården under våren.\n220.5 152 11 Sedan kom det regn och alla växter\n220.5 165 11 fick det bra, även kålen.\n70 200 11 [b]2.2 Avvikelser[/b]\n70 213 11 (ekonomi, tidsplan\n70 226 11 och annat) samt\n220.5 212 11 Till sist skördade vi allt.\n",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv vad som har hänt nu hos er.\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\nC 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\nC 1,1,0|2.2 Avvikelser (ekonomi, tidsplan och annat) samt\nC 1,1,1|Till sist skördade vi allt.\n"},
	{"a label that nobody drew and nothing answers goes on overleaf",
		"70 730 11 [b]2.1 Aktiviteter[/b]\n70 743 11 Beskriv kort vad\n220 730 11 Vi har odlat ärtor och bönor i hela\n220 743 11 trädgården under våren.\n220 769 11 Sedan kom det regn och alla växter\n220 782 11 fick det bra, även kålen.\n70 810 11 [b]2.6 Gruppens analys[/b]\npage\n"
		"70 60 11 av läget i stort\n70 73 11 (budget m.m.)\n70 100 16 [b]3. Uppgiftslämnare[/b]\n70 125 11 Vera Björk skrev det här, som alltid.",
		"C 1,0,0|2.1 Aktiviteter\nC 1,0,0|Beskriv kort vad\nC 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under våren.\nC 1,0,1|Sedan kom det regn och alla växter fick det bra, även kålen.\n"
		"C 1,1,0|2.6 Gruppens analys av läget i stort (budget m.m.)\nC 1,1,1|\nH1 3. Uppgiftslämnare\nP Vera Björk skrev det här, som alltid.\n"},
	{"small labels above their values are a row of their own",
		"70 100 8 Diarienummer @250 Signatur @400 Datum\n70 116 11 SFG 25-3 @250 AKH @400 2025-04-11",
		"C 1,0,0|Diarienummer\nC 1,0,1|Signatur\nC 1,0,2|Datum\nC 1,1,0|SFG 25-3\nC 1,1,1|AKH\nC 1,1,2|2025-04-11\n"},
	{"the gaps of justified lines make no table",
		"width 331\n70 100 11 Projektet har @145 under hösten @223 visats\n70 114 11 för personal @145 och kommuners @223 chefer\n"
		"70 128 11 i Norrby.",
		"P Projektet har under hösten visats för personal och kommuners chefer i Norrby.\n"},
	{"a stretched line of three words in a narrow cell is one text",
		"70 100 11 Avvikelser @250 Budgeten följs i stort sett nu\n250 114 11 och @290 gruppen @352 träffas\n250 128 11 varje vecka.\n70 150 11 Utfall @250 3 tkr",
		"C 1,0,0|Avvikelser\nC 1,0,1|Budgeten följs i stort sett nu och gruppen träffas varje vecka.\nC 1,1,0|Utfall\nC 1,1,1|3 tkr\n"},
	{"numbers at even distances are columns, for they stand under each other",
		"70 100 11 10 @120 20 @170 30\n70 114 11 11 @120 21 @170 31",
		"C 1,0,0|10\nC 1,0,1|20\nC 1,0,2|30\nC 1,1,0|11\nC 1,1,1|21\nC 1,1,2|31\n"},
	{"a row goes on while the text of any of its cells does",
		"70 100 11 Brukarna @230 Tre informationsträffar hölls för\n70 114 11 Beskriv hur. @230 handläggare på en mängd kontor.\n"
		"70 142 11 Målen @230 De nås.",
		"C 1,0,0|Brukarna Beskriv hur.\nC 1,0,1|Tre informationsträffar hölls för handläggare på en mängd kontor.\n"
		"C 1,1,0|Målen\nC 1,1,1|De nås.\n"},
	{"a numbered heading right below a finished line that is full",
		"width 331\n70 100 11 Vi har odlat ärtor och bönor.\n70 114 11 2.5 Bedömning\n70 128 11 Allt växer.",
		"P Vi har odlat ärtor och bönor.\nP 2.5 Bedömning\nP Allt växer.\n"},
	{"the address alone in the bottom margin is furniture", "70 100 11 Texten.\n70 810 9 www. förbundet.example", "P Texten.\nO www. förbundet.example\n"},
	{"ligatures and dashes of pdfTeX's Type 3 fonts", "70 100 11 Tr\xc3\xa4\x1b" "ar 2025\x15" "2026 har o\x1e" "ciellt", "P Träffar 2025–2026 har officiellt\n"},
	{"bullets of pdfTeX's Type 3 fonts, by their places in TS1 and OMS", "80 100 11 \xc2\x88 @92 Odla ärtor\n80 114 11 \x0f @92 Odla bönor", "L -|Odla ärtor\nL -|Odla bönor\n"},
	{"a numbered heading right below another is one of its own",
		"70 100 14 [b]2. Rapport om hur arbetet går[/b]\n70 116 14 [b]2.1 Aktiviteter[/b]\n70 132 11 Vi har odlat.\n70 146 11 Allt växer.",
		"B 2. Rapport om hur arbetet går\nB 2.1 Aktiviteter\nP Vi har odlat.\nP Allt växer.\n"},
	{"a heading's number may stand at a distance",
		"70 100 12 [b]2.1 @106 Aktiviteter:[/b] Beskriv vad ni har gjort.",
		"B16 2.1 Aktiviteter: Beskriv vad ni har gjort.\n"},
	{"a label centred beside two lines belongs to both",
		"70 100 11 Signatur @250 EX\n250 124 11 Vägen till arbete för den\n70 131 11 Insatsens namn\n250 138 11 som är ny.\n"
		"70 162 11 Huvudman @250 Söderby",
		"C 1,0,0|Signatur\nC 1,0,1|EX\nC 1,1,0|Insatsens namn\nC 1,1,1|Vägen till arbete för den som är ny.\n"
		"C 1,2,0|Huvudman\nC 1,2,1|Söderby\n"},
	{"a label centred beside three lines belongs to all of them",
		"70 100 11 Signatur @250 EX\n250 124 11 Vägen till arbete för den\n70 138 11 Insatsens namn @250 som är ny och för den\n"
		"250 152 11 som flyttar.\n70 176 11 Huvudman @250 Söderby",
		"C 1,0,0|Signatur\nC 1,0,1|EX\nC 1,1,0|Insatsens namn\nC 1,1,1|Vägen till arbete för den som är ny och för den som flyttar.\n"
		"C 1,2,0|Huvudman\nC 1,2,1|Söderby\n"},
	{"a row goes on overleaf under the footer",
		"70 100 11 Syfte @250 Stöd till\n70 128 11 Mål @250 Att fler kommer\n70 800 9 förbund.example Sida 1(2)\npage\n"
		"250 100 11 vidare i arbete.\n70 128 11 Utfall @250 20 tkr\n70 800 9 förbund.example Sida 2(2)",
		"C 1,0,0|Syfte\nC 1,0,1|Stöd till\nC 1,1,0|Mål\nC 1,1,1|Att fler kommer vidare i arbete.\n"
		"O förbund.example Sida 1(2)\nC 1,2,0|Utfall\nC 1,2,1|20 tkr\nO förbund.example Sida 2(2)\n"},
	{"columns whose lines stand at different heights and are stretched",
		"70 60 11 Ett blad\n70 100 11 Rad ett i den vänstra spalten fyller den\n70 114 11 rad"
		" två i den vänstra spalten fyller den\n70 128 11 rad tre i den vänstra spalten fyller"
		" den\n70 142 11 rad fyra i den vänstra spalten fyller den\n70 156 11 rad fem i den @230"
		" fyller den\n70 170 11 rad sex i den vänstra spalten fyller den\n70 184 11 rad sju i"
		" den vänstra spalten fyller den\n70 198 11 rad åtta i den vänstra spalten fyller"
		" den\n70 212 11 rad nio i den vänstra spalten fyller den\n70 226 11 rad tio i den"
		" vänstra spalten fyller den\n70 240 11 rad elva i den vänstra spalten fyller den\n70"
		" 254 11 rad tolv i den vänstra spalten fyller den\n70 268 11 rad tretton i den vänstra"
		" spalten fyller den\n315 107 11 Rad ett i den högra spalten fyller den\n315 121 11 rad"
		" två i den högra spalten fyller den\n315 135 11 rad tre i den högra spalten fyller"
		" den\n315 149 11 rad fyra i den högra spalten fyller den\n315 163 11 rad fem i den"
		" högra spalten fyller den\n315 177 11 rad sex i den högra spalten fyller den\n315 191"
		" 11 rad sju i den högra spalten fyller den\n315 205 11 rad åtta i den högra spalten"
		" fyller den\n315 219 11 rad nio i den högra spalten fyller den\n315 233 11 rad tio i"
		" den högra spalten fyller den\n315 247 11 rad elva i den högra spalten fyller den\n315"
		" 261 11 rad tolv i den högra spalten fyller den\n315 275 11 rad tretton i den högra"
		" spalten fyller den",
		"P Ett blad\nP Rad ett i den vänstra spalten fyller den rad två i den vänstra spalten"
		" fyller den rad tre i den vänstra spalten fyller den rad fyra i den vänstra spalten"
		" fyller den rad fem i den fyller den rad sex i den vänstra spalten fyller den rad sju i"
		" den vänstra spalten fyller den rad åtta i den vänstra spalten fyller den rad nio i den"
		" vänstra spalten fyller den rad tio i den vänstra spalten fyller den rad elva i den"
		" vänstra spalten fyller den rad tolv i den vänstra spalten fyller den rad tretton i den"
		" vänstra spalten fyller den\nP Rad ett i den högra spalten fyller den rad två i den"
		" högra spalten fyller den rad tre i den högra spalten fyller den rad fyra i den högra"
		" spalten fyller den rad fem i den högra spalten fyller den rad sex i den högra spalten"
		" fyller den rad sju i den högra spalten fyller den rad åtta i den högra spalten fyller"
		" den rad nio i den högra spalten fyller den rad tio i den högra spalten fyller den rad"
		" elva i den högra spalten fyller den rad tolv i den högra spalten fyller den rad"
		" tretton i den högra spalten fyller den\n"},
	{"a column in which a ruled table stands, a word that is parted between two columns",
		"70 100 11 Den vänstra spalten börjar högst upp\n70 114 11 och fyller hela sin bredd till kanten\n70 "
		"128 11 samt går vidare på rad efter rad här\n70 142 11 utan att någon rad är mycket kort så\n70 156 "
		"11 att man ser att den är en spalt och\n70 170 11 inget annat när man läser hela bla-\n300 100 11 de"
		"t ända till slutet av sin mening.\ngrid 300,400,500 112,130,148\n304 125 11 Mål @404 Utfall\n304 143"
		" 11 30 @404 28\n300 166 11 Sedan kommer en tabell i den högra\n300 180 11 spalten och efter den lite"
		" mer text\n300 194 11 som också fyller spalten till kanten\n300 208 11 på samma sätt som den vänstra"
		" fyller\n300 222 11 sin bredd och så slutar den här nu.\n70 240 11 Och en rad som går tvärs över hel"
		"a sidans bredd under båda två.\n",
		"P Den vänstra spalten börjar högst upp och fyller hela sin bredd till kanten samt går vidare på rad "
		"efter rad här utan att någon rad är mycket kort så att man ser att den är en spalt och inget annat n"
		"är man läser hela bladet ända till slutet av sin mening.\nC 1,0,0|Mål\nC 1,0,1|Utfall\nC 1,1,0|30\nC"
		" 1,1,1|28\nP Sedan kommer en tabell i den högra spalten och efter den lite mer text som också fyller"
		" spalten till kanten på samma sätt som den vänstra fyller sin bredd och så slutar den här nu.\nP Och"
		" en rad som går tvärs över hela sidans bredd under båda två.\n"},
	{"short columns between headings are read under their headings",
		"70 80 13 [b]2.1 Aktiviteter[/b]\n70 110 11 Rad ett i den vänstra spalten är full\n70 124 11 rad två "
		"är inte det.\n300 110 11 Rad ett i den högra spalten är också\n300 124 11 full men inte den andra.\n"
		"70 160 13 [b]2.2 Avvikelser[/b]\n70 190 11 Nästa par av spalter är lite längre\n70 204 11 men slutar"
		" även det på samma höjd.\n300 190 11 Och den sista spalten har två rader\n300 204 11 precis som alla"
		" andra spalter här.\n70 240 13 [b]2.3 Brukare[/b]\n70 270 11 En tredje gång står det två spalter\n70"
		" 284 11 under en rubrik och läses var för sig.\n300 270 11 Det är den sista av dem och efter den\n30"
		"0 284 11 kommer ingenting mer på hela sidan.\n70 320 13 [b]3. Namn[/b]\n",
		"H1 2.1 Aktiviteter\nP Rad ett i den vänstra spalten är full rad två är inte det.\nP Rad ett i den hö"
		"gra spalten är också full men inte den andra.\nH1 2.2 Avvikelser\nP Nästa par av spalter är lite län"
		"gre men slutar även det på samma höjd.\nP Och den sista spalten har två rader precis som alla andra "
		"spalter här.\nH1 2.3 Brukare\nP En tredje gång står det två spalter under en rubrik och läses var fö"
		"r sig.\nP Det är den sista av dem och efter den kommer ingenting mer på hela sidan.\nH1 3. Namn\n"},
	{"a table in a column that is wider than the column, and runs off the page",
		"70 100 11 Den vänstra spalten börjar högst upp\n70 114 11 och fyller hela sin bredd till kanten\n70 128 11 samt går vidare på rad efter rad här\n"
		"70 142 11 utan att någon rad är mycket kort så\n70 156 11 att man ser att den är en spalt nu då.\n70 170 11 Den slutar längst ned på sin egen sida.\n"
		"300 107 11 Den högra spalten börjar lite lägre ner\n300 121 11 men fyller också den hela sin bredd då\n300 135 11 och går vidare på rad efter rad som nu.\n"
		"300 149 11 Sedan kommer en tabell utan linjer här.\n300 177 11 Vera Björk @500 Kontoret @560 i Norrby\n300 191 11 Sara Ek @500 Verkstaden @570 i Sund\n",
		"P Den vänstra spalten börjar högst upp och fyller hela sin bredd till kanten samt går vidare på rad efter rad här utan att någon rad är mycket"
		" kort så att man ser att den är en spalt nu då. Den slutar längst ned på sin egen sida.\n"
		"P Den högra spalten börjar lite lägre ner men fyller också den hela sin bredd då och går vidare på rad efter rad som nu. Sedan kommer en tabell utan linjer här.\n"
		"C 1,0,0|Vera Björk\nC 1,0,1|Kontoret i Norrby\nC 1,1,0|Sara Ek\nC 1,1,1|Verkstaden i Sund\n"},
	{"labels and answers of one width are no columns: these begin beside each other and the left one is filled first",
		"70 100 11 [b]2.1 Aktiviteter:[/b] Beskriv det som\n70 114 11 har hänt i gruppen och runt omkring.\n"
		"300 100 11 Vi har odlat ärtor och bönor i hela\n300 114 11 trädgården under hela våren i år igen.\n300 128 11 Sedan kom det regn och alla växterna\n300 142 11 fick det bra, även kålen som är törstig.\n"
		"300 156 11 Till sist skördade vi allt, och åt det\n300 170 11 i köket tillsammans med grannarna här.\n300 184 11 Det blev tre stora fester av det, och en\n300 198 11 mindre med bara soppa på våra rötter.\n300 212 11 Det var bra.\n"
		"70 240 11 [b]2.2 Avvikelser:[/b] Beskriv vad som\n70 254 11 inte blev som ni hade tänkt er innan.\n300 240 11 Inga.\n300 254 11 Men vi glömde morötterna i källaren då.\n",
		"C 1,0,0|2.1 Aktiviteter: Beskriv det som har hänt i gruppen och runt omkring.\n"
		"C 1,0,1|Vi har odlat ärtor och bönor i hela trädgården under hela våren i år igen. Sedan kom det regn och alla växterna fick det bra, även kålen"
		" som är törstig. Till sist skördade vi allt, och åt det i köket tillsammans med grannarna här. Det blev tre stora fester av det, och en mindre med"
		" bara soppa på våra rötter. Det var bra.\n"
		"C 1,1,0|2.2 Avvikelser: Beskriv vad som inte blev som ni hade tänkt er innan.\nC 1,1,1|Inga.\\nMen vi glömde morötterna i källaren då.\n"},
	{"a left column that is the longer by a paragraph, whose lines break where the column ends",
		"70 80 13 [b]2.1 Aktiviteter[/b]\n70 110 11 Rad ett i den vänstra spalten är full\n70 124 11 rad två är inte det.\n70 150 11 Sedan kommer ett stycke till, i samma\n70 164 11 vänstra spalt, och det går vidare så\n"
		"300 110 11 Rad ett i den högra spalten är också\n300 124 11 full men inte den andra.\n300 138 11 Den tredje är det, och slutar här nu.\n"
		"70 200 13 [b]2.2 Avvikelser[/b]\n70 230 11 Nästa par av spalter är lite längre\n70 244 11 men slutar även det på samma höjd.\n"
		"300 230 11 Och den sista spalten har två rader\n300 244 11 precis som alla andra spalter här och\n300 258 11 en tredje rad som inte alla har här.\n",
		"H1 2.1 Aktiviteter\nP Rad ett i den vänstra spalten är full rad två är inte det.\nP Sedan kommer ett stycke till, i samma vänstra spalt, och det går vidare så\n"
		"P Rad ett i den högra spalten är också full men inte den andra.\nP Den tredje är det, och slutar här nu.\n"
		"H1 2.2 Avvikelser\nP Nästa par av spalter är lite längre men slutar även det på samma höjd.\nP Och den sista spalten har två rader precis som alla andra spalter här och en tredje rad som inte alla har här.\n"},
	{"two columns of text are read one after the other",
		"70 100 11 Den vänstra spalten löper nedåt\n70 114 11 och är fylld med text hela vägen\n70 128 11 så att den syns som en spalt med\n"
		"70 142 11 text i och det är den också ända\n70 156 11 ner till botten av den här sidan\n"
		"320 100 11 Den högra spalten står bredvid\n320 114 11 och skall läsas efter den andra\n320 128 11 fast raderna står på samma höjd\n"
		"320 142 11 som i den vänstra spalten och så\n320 156 11 är det på varje rad ända till slut",
		"P Den vänstra spalten löper nedåt och är fylld med text hela vägen så att den syns som en spalt med text i och det"
		" är den också ända ner till botten av den här sidan\n"
		"P Den högra spalten står bredvid och skall läsas efter den andra fast raderna står på samma höjd som i den vänstra"
		" spalten och så är det på varje rad ända till slut\n"},
	{"what repeats at the same height is furniture, digits apart",
		"70 40 9 Exempelförbundet 2025\n70 100 11 Första sidan.\n70 800 9 Sida 1(2)\npage\n70 40 9 Exempelförbundet 2025\n"
		"70 100 11 Andra sidan.\n70 800 9 Sida 2(2)",
		"P Första sidan.\nO Exempelförbundet 2025\nO Sida 1(2)\nP Andra sidan.\nO Exempelförbundet 2025\nO Sida 2(2)\n"},
	{"a label at the top of each page is no furniture where its answer differs, also a little lower",
		"grid 66,200,500 90,110,130\n70 104 11 Namn\n204 108 11 Odla\n70 124 11 Mål\n204 124 11 Kål\npage\ngrid 66,200,500 90,110,130\n70 104 11 Namn\n204 108 11 Skörda\n70 124 11 Mål\n204 124 11 Ärtor",
		"C 1,0,0|Namn\nC 1,0,1|Odla\nC 1,1,0|Mål\nC 1,1,1|Kål\nC 1,2,0|Namn\nC 1,2,1|Skörda\nC 1,3,0|Mål\nC 1,3,1|Ärtor\n"},
	{"a single page's number is furniture, too",
		"70 100 11 Texten.\n70 810 9 förbund.example @450 Sida 1(1)",
		"P Texten.\nO förbund.example Sida 1(1)\n"},
	{"footnotes are set apart and their numbers taken out of the text",
		"70 100 11 Gruppen^1 träffas varje vecka i lokalen.\n70 780 8 1 Se förbundets sida.",
		"P Gruppen träffas varje vecka i lokalen.\nZ 1 Se förbundets sida.\n"},
	{"a raised number without a footnote stays",
		"70 100 11 Lokalen är på 80 m^2 och ligger centralt.",
		"P Lokalen är på 80 m2 och ligger centralt.\n"},
	{"a sentence goes on overleaf",
		FULL "70 570 11 Arbetet med gruppen i kommunen har fortsatt och\n70 800 9 Sida 1(2)\npage\n"
		"70 100 11 nya deltagare har tillkommit.\n70 800 9 Sida 2(2)",
		"P Raden fyller hela bredden från kant till kanten och nästa fyller också hela bredden till kanten samt en tredje"
		" rad som också räcker till kanten samt en fjärde rad som också räcker till kanten samt en femte rad som åter når"
		" fram till kanten. Arbetet med gruppen i kommunen har fortsatt och nya deltagare har tillkommit.\n"
		"O Sida 1(2)\nO Sida 2(2)\n"},
	{"a box in the middle of a sentence is lifted out",
		FULL "70 570 11 Arbetet med gruppen i kommunen har fortsatt och\n78 610 11 [b]Rapporten skickas med e-post[/b]\n78 632 11 Kontakt\n"
		"70 800 9 Sida 1(2)\npage\n70 100 11 nya deltagare har tillkommit.\n70 800 9 Sida 2(2)",
		"P Raden fyller hela bredden från kant till kanten och nästa fyller också hela bredden till kanten samt en tredje"
		" rad som också räcker till kanten samt en fjärde rad som också räcker till kanten samt en femte rad som åter når"
		" fram till kanten. Arbetet med gruppen i kommunen har fortsatt och nya deltagare har tillkommit.\n"
		"X1 Rapporten skickas med e-post\nX1 Kontakt\nO Sida 1(2)\nO Sida 2(2)\n"},
	{"fields stand after their labels, also empty ones",
		"70 100 11 Namn\n70 116 11 #namn=Majken\n70 140 11 Ort @200 #ort",
		"P Namn\nF namn|Majken\nP Ort\nF ort|\n"},
	{"a hyphen at the end of a line is undone",
		"width 330\n70 100 11 Projektet visades för kommunstyrel-\n70 114 11 sen i maj.",
		"P Projektet visades för kommunstyrelsen i maj.\n"},
	{"a soft hyphen and a ligature are undone",
		"width 320\n70 100 11 Två av träﬀarna var i kommun\xc2\xad\n70 114 11 huset.",
		"P Två av träffarna var i kommunhuset.\n"},
	{"ligatures that Ghostscript wrote with their bytes swapped are letters, Chinese is Chinese",
		"70 100 11 Le琀琀 ru琀椀n: ak琀椀vitet a昀琀er 琀椀mma\n70 130 11 儀式攀登",
		"P Lett rutin: aktivitet after timma\nP 儀式攀登\n"},
	{"a paragraph goes on in the type that its last line had changed to",
		"width 490\n70 100 12 [b]2.1 Aktiviteter:[/b]\n172 100 10 Beskriv kortfattat exakt vilka olika slags ak-\n70 114 10 tiviteter som har genomförts. Skriv gärna om dem som har påbörjats, och\n70 126 10 Annat.\n"
		"70 150 10 Vi har odlat ärtor och bönor i hela trädgården, och sedan sålt dem.",
		"B16 2.1 Aktiviteter: Beskriv kortfattat exakt vilka olika slags aktiviteter som har genomförts. Skriv gärna om dem som har påbörjats, och Annat.\n"
		"P Vi har odlat ärtor och bönor i hela trädgården, och sedan sålt dem.\n"},
	{"a label below a label with its value is its own, however full that line is",
		"width 330\n70 100 11 Huvudman: Norrby kommunförbund\n70 114 11 Rapporten gäller: våren\n70 128 11 och sommaren.",
		"P Huvudman: Norrby kommunförbund\nP Rapporten gäller: våren\nP och sommaren.\n"},
	{"a hyphen before och stays, with its space",
		"width 240\n70 100 11 Nya program-\n70 114 11 och utbildningsmål finns.",
		"P Nya program- och utbildningsmål finns.\n"},
	{"a hyphen after an abbreviation stays",
		"width 300\n70 100 11 Möten har hållits med AF-\n70 114 11 handläggare i maj.",
		"P Möten har hållits med AF-handläggare i maj.\n"},
	{"a hyphen after a name that is known stays",
		"width 330\n70 100 11 Alla i Trisam är med. Alla i Trisam-\n70 114 11 teamen är med.",
		"P Alla i Trisam är med. Alla i Trisam-teamen är med.\n"},
	{"the hyphen of a word that is written so elsewhere stays",
		"width 390\n70 100 11 Ett före-detta-hem. Ett mini-projekt. Ett mini-\n70 114 11 projekt till.",
		"P Ett före-detta-hem. Ett mini-projekt. Ett mini-projekt till.\n"},
	{"so does that of a name whose other compounds have one",
		"width 390\n70 100 11 Styrgruppen/Mysam-gruppens analys i april. Mysam-\n70 114 11 gruppen är med.",
		"P Styrgruppen/Mysam-gruppens analys i april. Mysam-gruppen är med.\n"},
	{"a dash before a capital keeps its space after a common word",
		"width 250\n70 100 11 Det gäller kontaktpersoner-\n70 114 11 SYV och lärare.",
		"P Det gäller kontaktpersoner- SYV och lärare.\n"},
	{"footnotes alike but for their number are no footers",
		"70 100 11 Gruppen^1 träffas.\n70 780 8 1 Läs mer på sidan.\npage\n70 100 11 Kören^2 träffas.\n70 780 8 2 Läs mer på sidan.",
		"P Gruppen träffas.\nZ 1 Läs mer på sidan.\nP Kören träffas.\nZ 2 Läs mer på sidan.\n"},
	{"years over a line end keep their dash without a space",
		"width 240\n70 100 11 Det var under åren 2016–\n70 114 11 2017 som det hände.",
		"P Det var under åren 2016–2017 som det hände.\n"},
	{"an empty page gives nothing", "", ""},
};
/* clang-format on */

static void
write_kind(const DiBlock *block, GString *out)
{
	static const char *const places[] = {
		[DI_PLACE_BODY] = NULL, [DI_PLACE_HEADER] = "O ", [DI_PLACE_FOOTNOTE] = "Z ", [DI_PLACE_FRAME] = "X1 "};
	int bold = block->bold_bytes;

	if (places[block->place])
		g_string_append(out, places[block->place]);
	else if (block->kind == DI_BLOCK_HEADING)
		g_string_append_printf(out, "H%d ", block->level);
	else if (block->kind == DI_BLOCK_LIST_ITEM)
		g_string_append_printf(out, "L %s|", block->marker);
	else if (block->kind == DI_BLOCK_CELL)
		g_string_append_printf(out, "C %d,%d,%d%s%s|", block->table, block->row, block->column, block->marker ? "," : "",
			block->marker ? block->marker : "");
	else if (block->kind == DI_BLOCK_FIELD)
		g_string_append_printf(out, "F %s|", block->tag);
	else if (bold > 0 && bold < (int)strlen(block->text))
		g_string_append_printf(out, "B%d ", bold);
	else
		g_string_append(out, bold > 0 ? "B " : "P ");
}

static void
check_blocks(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiDocument) document = read_pages(row->given);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = document->blocks->pdata[i];
		g_auto(GStrv) lines = g_strsplit(block->text, "\n", -1);
		g_autofree char *text = g_strjoinv("\\n", lines);

		write_kind(block, out);
		g_string_append_printf(out, "%s\n", text);
	}
	assert_string_equal(out->str, row->expected);
}

static void
check_rule(int turn, gboolean over, double width, double height, const DiPdfRule *expected)
{
	DiPdfPage *page = di_pdf_page_new(1, width, height);
	DiPdfRule got;

	page->turn = turn;
	page->is_over = over;
	got = di_pdf_turn_rule(page, (DiPdfRule){10, 20, 110, 20});
	assert_float_equal(got.x0, expected->x0, 0.01);
	assert_float_equal(got.y0, expected->y0, 0.01);
	assert_float_equal(got.x1, expected->x1, 0.01);
	assert_float_equal(got.y1, expected->y1, 0.01);
	di_pdf_page_free(page);
}

/* The pages are 600 high and 400 wide before they are turned; their words already were. */
static void
lines_turn_with_their_page(void **state)
{
	(void)state;
	check_rule(0, FALSE, 400, 600, &(DiPdfRule){10, 20, 110, 20});
	check_rule(0, TRUE, 400, 600, &(DiPdfRule){290, 580, 390, 580});
	check_rule(1, FALSE, 600, 400, &(DiPdfRule){580, 10, 580, 110});
	check_rule(2, FALSE, 600, 400, &(DiPdfRule){20, 290, 20, 390});
}

static void
places_are_filled_in(void **state)
{
	g_autoptr(DiDocument) document = read_pages("70 100 11 En rad.\npage\n90 200 12 Ännu en rad.");
	const DiBlock *block;

	(void)state;
	assert_int_equal(document->blocks->len, 2);
	block = document->blocks->pdata[1];
	assert_int_equal(block->page, 2);
	assert_int_equal(block->size_pt10, 120);
	assert_true(block->x > 89.9 && block->x < 90.1);
	assert_true(block->y > 180 && block->y < 200);
	assert_true(block->width > 60 && block->width < 80);
	assert_int_equal(block->value_at, -1);
}

int
main(void)
{
	ADD_ROWS(rows, check_blocks);
	ADD_TEST(places_are_filled_in);
	ADD_TEST(lines_turn_with_their_page);
	return run_table("document-pdf");
}
