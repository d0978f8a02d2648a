#include "office/words.h"

#define IS_ANY(b, table) is_any((b), (table), sizeof(table) / sizeof(table)[0])
#define HAS_ANY(b, table) has_any((b), (table), sizeof(table) / sizeof(table)[0])

static bool
is_any(struct bytes b, const struct bytes *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal_nocase(b, words[i]))
			return true;
	return false;
}

static bool
has_any(struct bytes b, const struct bytes *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_has_nocase(b, words[i]))
			return true;
	return false;
}

/* Procedures that the program calls itself.  Buttons (_Click) and cells (_Change) are left out: a person works them,
 * and most honest workbooks have them. */
static const struct bytes automatic[] = {
	BYTES_INIT("autoexec"), BYTES_INIT("auto_exec"), BYTES_INIT("autoopen"), BYTES_INIT("auto_open"), BYTES_INIT("autoclose"),
	BYTES_INIT("auto_close"), BYTES_INIT("autoexit"), BYTES_INIT("autonew"), BYTES_INIT("document_open"),
	BYTES_INIT("documentopen"), BYTES_INIT("document_close"), BYTES_INIT("document_beforeclose"),
	BYTES_INIT("documentbeforeclose"), BYTES_INIT("document_new"), BYTES_INIT("documentchange"),
	BYTES_INIT("document_contentcontrolonenter"), BYTES_INIT("document_xmlafterinsert"), BYTES_INIT("workbook_open"),
	BYTES_INIT("workbook_activate"), BYTES_INIT("workbook_deactivate"), BYTES_INIT("workbook_beforeclose"),
	BYTES_INIT("workbook_close"), BYTES_INIT("workbook_windowactivate"), BYTES_INIT("slideshowbegin"),
	BYTES_INIT("onslideshowpagechange"), BYTES_INIT("app_documentopen"), BYTES_INIT("main_onload"),
};
static const struct bytes automatic_ends[] = {
	BYTES_INIT("_painted"), BYTES_INIT("_paint"), BYTES_INIT("_gotfocus"), BYTES_INIT("_lostfocus"), BYTES_INIT("_mousehover"),
	BYTES_INIT("_mousemove"), BYTES_INIT("_layout"), BYTES_INIT("_resize"), BYTES_INIT("_documentcomplete"),
	BYTES_INIT("_downloadcomplete"), BYTES_INIT("_beforenavigate2"), BYTES_INIT("_navigatecomplete2"),
	BYTES_INIT("_onconnecting"), BYTES_INIT("_onconnected"), BYTES_INIT("_titlechange"), BYTES_INIT("_beforescriptexecute"),
};
static const struct bytes writing[] = {
	BYTES_INIT("filecopy"), BYTES_INIT("copyfile"), BYTES_INIT("createtextfile"), BYTES_INIT("opentextfile"),
	BYTES_INIT("savetofile"), BYTES_INIT("virtualalloc"), BYTES_INIT("virtualallocex"), BYTES_INIT("virtualprotect"),
	BYTES_INIT("rtlmovememory"), BYTES_INIT("writeprocessmemory"), BYTES_INIT("ntwritevirtualmemory"),
	BYTES_INIT("setattr"), BYTES_INIT("regwrite"), BYTES_INIT("heapalloc"), BYTES_INIT("addfromstring"),
};
static const struct bytes executing[] = {
	BYTES_INIT("shell"), BYTES_INIT("shellexecute"), BYTES_INIT("shellexecutea"), BYTES_INIT("shellexecutew"),
	BYTES_INIT("winexec"), BYTES_INIT("createprocess"), BYTES_INIT("createprocessa"), BYTES_INIT("createthread"),
	BYTES_INIT("createremotethread"), BYTES_INIT("queueuserapc"), BYTES_INIT("executeexcel4macro"), BYTES_INIT("macscript"),
	BYTES_INIT("applescripttask"), BYTES_INIT("callwindowproca"), BYTES_INIT("enumsystemlocalesw"),
	BYTES_INIT("enumdateformatsw"), BYTES_INIT("settimer"), BYTES_INIT("ddeinitiate"), BYTES_INIT("ddeexecute"),
};
static const struct bytes fetching[] = {
	BYTES_INIT("urldownloadtofile"), BYTES_INIT("urldownloadtofilea"), BYTES_INIT("urldownloadtofilew"),
	BYTES_INIT("internetopena"), BYTES_INIT("internetopenurl"), BYTES_INIT("internetopenurla"),
	BYTES_INIT("internetreadfile"), BYTES_INIT("httpsendrequest"), BYTES_INIT("responsebody"), BYTES_INIT("xmlhttp60"),
	BYTES_INIT("serverxmlhttp60"), BYTES_INIT("winhttprequest"),
};
static const struct bytes shells[] = {
	BYTES_INIT("powershell"), BYTES_INIT("cmd.exe"), BYTES_INIT("cmd /"), BYTES_INIT("wscript.shell"), BYTES_INIT("wscript.exe"),
	BYTES_INIT("cscript"), BYTES_INIT("mshta"), BYTES_INIT("rundll32"), BYTES_INIT("regsvr32"), BYTES_INIT("bitsadmin"),
	BYTES_INIT("certutil"), BYTES_INIT("msiexec"), BYTES_INIT("schtasks"), BYTES_INIT("shell.application"),
	BYTES_INIT("win32_process"), BYTES_INIT("invoke-expression"), BYTES_INIT("shellexecute"), BYTES_INIT("wmic "),
	BYTES_INIT("-encodedcommand"), BYTES_INIT("winmgmts"), BYTES_INIT("/bin/sh"), BYTES_INIT("osascript"),
};
static const struct bytes fetchers[] = {
	BYTES_INIT("xmlhttp"), BYTES_INIT("winhttp."), BYTES_INIT("urldownloadtofile"), BYTES_INIT("downloadfile"),
	BYTES_INIT("downloadstring"), BYTES_INIT("invoke-webrequest"), BYTES_INIT("net.webclient"), BYTES_INIT("bitsadmin"),
	BYTES_INIT("-urlcache"), BYTES_INIT("start-bitstransfer"),
};
/* What honest macros create. */
static const struct bytes harmless[] = {
	BYTES_INIT("scripting.dictionary"), BYTES_INIT("vbscript.regexp"), BYTES_INIT("outlook.application"),
	BYTES_INIT("excel.application"), BYTES_INIT("word.application"), BYTES_INIT("powerpoint.application"),
	BYTES_INIT("adodb.connection"), BYTES_INIT("adodb.recordset"), BYTES_INIT("adodb.command"), BYTES_INIT("access.application"),
	BYTES_INIT("scripting.filesystemobject"), BYTES_INIT("system.collections.arraylist"), BYTES_INIT("msforms.dataobject"),
	BYTES_INIT("msxml2.domdocument"), BYTES_INIT("msxml2.domdocument.6.0"), BYTES_INIT("cdo.message"), BYTES_INIT("mapi.session"),
};

bool
words_name(struct office *o, struct bytes before, struct bytes name)
{
	if (name.len < 4)
		return false;
	bool is_defined = bytes_equal_nocase(before, BYTES("sub")) || bytes_equal_nocase(before, BYTES("function"));
	if (is_defined) {
		bool ends = false;
		for (size_t i = 0; i < sizeof automatic_ends / sizeof *automatic_ends && !ends; i++)
			ends = bytes_ends_nocase(name, automatic_ends[i]);
		if (ends || IS_ANY(name, automatic)) {
			office_sign(o, DOCUMENT_VBA_AUTO);
			office_sample(o, name);
		}
		return false;
	}
	if (bytes_equal_nocase(before, BYTES("for")) && (bytes_equal_nocase(name, BYTES("output")) ||
	        bytes_equal_nocase(name, BYTES("append")) || bytes_equal_nocase(name, BYTES("binary"))))
		office_sign(o, DOCUMENT_VBA_WRITES);
	enum document_sign sign = IS_ANY(name, executing) ? DOCUMENT_VBA_EXECUTES
	                        : IS_ANY(name, writing)   ? DOCUMENT_VBA_WRITES
	                        : IS_ANY(name, fetching)  ? DOCUMENT_VBA_DOWNLOADS
	                                                  : DOCUMENT_SIGN_COUNT;
	if (sign != DOCUMENT_SIGN_COUNT) {
		office_sign(o, sign);
		office_sample(o, name);
	}
	return bytes_equal_nocase(name, BYTES("createobject")) || bytes_equal_nocase(name, BYTES("getobject"));
}

void
words_created(struct office *o, struct bytes call, struct bytes what)
{
	/* GetObject(, "Excel.Application") and GetObject of a file are everyday. */
	bool is_get = bytes_equal_nocase(call, BYTES("getobject"));
	if (IS_ANY(what, harmless) || (is_get && !HAS_ANY(what, shells) && !bytes_has_nocase(what, BYTES("new:"))))
		return;
	office_sign(o, DOCUMENT_VBA_EXECUTES);
	office_sample(o, what.len != 0 ? what : call);
}

bool
words_in_string(struct office *o, struct bytes text)
{
	bool is_shell = HAS_ANY(text, shells), is_fetch = HAS_ANY(text, fetchers);
	if (is_shell)
		office_sign(o, DOCUMENT_SHELL_TEXT);
	if (is_fetch)
		office_sign(o, DOCUMENT_VBA_DOWNLOADS);
	if (bytes_has_nocase(text, BYTES("adodb.stream")))
		office_sign(o, DOCUMENT_VBA_WRITES);
	if (bytes_has_nocase(text, BYTES("ms-msdt:")) || bytes_has_nocase(text, BYTES("mhtml:http")) ||
	    bytes_has_nocase(text, BYTES("script:http")))
		office_sign(o, DOCUMENT_EXPLOIT_TEXT);
	return is_shell || is_fetch;
}
