/* libxml2, opened when a page of HTML may come or a form is to be filled in: with ICU and libstdc++, which it drags along, it
 * costs 1 ms, which a report to be read must not pay. di_libxml_load comes first, before the sandbox closes; then its names are used as
 * ever: each stands for a member of a table. */
#pragma once

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

/* clang-format off */
#define DI_LIBXML_FUNCTIONS(X) \
	X(htmlCreatePushParserCtxt) X(htmlCtxtUseOptions) X(htmlFreeParserCtxt) X(htmlParseChunk) \
	X(xmlAddChild) X(xmlAddNextSibling) X(xmlAddPrevSibling) X(xmlDocCopyNode) \
	X(xmlDocDumpMemoryEnc) X(xmlDocGetRootElement) X(xmlDocSetRootElement) X(xmlEncodeSpecialChars) \
	X(xmlFirstElementChild) X(xmlFreeDoc) X(xmlFreeNode) X(xmlGetNoNsProp) X(xmlGetNsProp) X(xmlInitParser) \
	X(xmlLastElementChild) X(xmlNewChild) X(xmlNewDoc) X(xmlNewDocNode) X(xmlNewNs) \
	X(xmlNewTextChild) X(xmlNextElementSibling) X(xmlNodeGetContent) X(xmlNodeSetContent) \
	X(xmlReadMemory) X(xmlSearchNs) X(xmlSearchNsByHref) X(xmlSetNs) X(xmlSetNsProp) X(xmlSetProp) \
	X(xmlStopParser) X(xmlUnlinkNode)
/* clang-format on */

#define DI_LIBXML_MEMBER(name) __typeof__(name) *name;
typedef struct {
	gboolean loaded;
	xmlFreeFunc *free; /* a variable of the library's */
	DI_LIBXML_FUNCTIONS(DI_LIBXML_MEMBER)
} DiLibxml;
extern DiLibxml di_libxml;

/* FALSE: it is not to be had (any more). */
gboolean di_libxml_load(void);

#ifndef DI_LIBXML_UNMAPPED
/* clang-format off */
#define xmlFree (*di_libxml.free)
#define htmlCreatePushParserCtxt di_libxml.htmlCreatePushParserCtxt
#define htmlCtxtUseOptions di_libxml.htmlCtxtUseOptions
#define htmlFreeParserCtxt di_libxml.htmlFreeParserCtxt
#define htmlParseChunk di_libxml.htmlParseChunk
#define xmlAddChild di_libxml.xmlAddChild
#define xmlAddNextSibling di_libxml.xmlAddNextSibling
#define xmlAddPrevSibling di_libxml.xmlAddPrevSibling
#define xmlDocCopyNode di_libxml.xmlDocCopyNode
#define xmlDocDumpMemoryEnc di_libxml.xmlDocDumpMemoryEnc
#define xmlDocGetRootElement di_libxml.xmlDocGetRootElement
#define xmlDocSetRootElement di_libxml.xmlDocSetRootElement
#define xmlEncodeSpecialChars di_libxml.xmlEncodeSpecialChars
#define xmlFirstElementChild di_libxml.xmlFirstElementChild
#define xmlFreeDoc di_libxml.xmlFreeDoc
#define xmlFreeNode di_libxml.xmlFreeNode
#define xmlGetNoNsProp di_libxml.xmlGetNoNsProp
#define xmlGetNsProp di_libxml.xmlGetNsProp
#define xmlInitParser di_libxml.xmlInitParser
#define xmlLastElementChild di_libxml.xmlLastElementChild
#define xmlNewChild di_libxml.xmlNewChild
#define xmlNewDoc di_libxml.xmlNewDoc
#define xmlNewDocNode di_libxml.xmlNewDocNode
#define xmlNewNs di_libxml.xmlNewNs
#define xmlNewTextChild di_libxml.xmlNewTextChild
#define xmlNextElementSibling di_libxml.xmlNextElementSibling
#define xmlNodeGetContent di_libxml.xmlNodeGetContent
#define xmlNodeSetContent di_libxml.xmlNodeSetContent
#define xmlReadMemory di_libxml.xmlReadMemory
#define xmlSearchNs di_libxml.xmlSearchNs
#define xmlSearchNsByHref di_libxml.xmlSearchNsByHref
#define xmlSetNs di_libxml.xmlSetNs
#define xmlSetNsProp di_libxml.xmlSetNsProp
#define xmlSetProp di_libxml.xmlSetProp
#define xmlStopParser di_libxml.xmlStopParser
#define xmlUnlinkNode di_libxml.xmlUnlinkNode
/* clang-format on */
#endif
