package batch

import "strings"

// language is a row of sys.syslanguages: the official name and the alias.
type language struct {
	id    int16
	name  string
	alias string
}

// languages are those that every SQL Server has (Books Online, "sys.syslanguages", ms190303), by langid.
var languages = [...]language{
	{0, "us_english", "English"},
	{1, "Deutsch", "German"},
	{2, "Français", "French"},
	{3, "日本語", "Japanese"},
	{4, "Dansk", "Danish"},
	{5, "Español", "Spanish"},
	{6, "Italiano", "Italian"},
	{7, "Nederlands", "Dutch"},
	{8, "Norsk", "Norwegian"},
	{9, "Português", "Portuguese"},
	{10, "Suomi", "Finnish"},
	{11, "Svenska", "Swedish"},
	{12, "čeština", "Czech"},
	{13, "magyar", "Hungarian"},
	{14, "polski", "Polish"},
	{15, "română", "Romanian"},
	{16, "hrvatski", "Croatian"},
	{17, "slovenčina", "Slovak"},
	{18, "slovenski", "Slovenian"},
	{19, "ελληνικά", "Greek"},
	{20, "български", "Bulgarian"},
	{21, "русский", "Russian"},
	{22, "Türkçe", "Turkish"},
	{23, "British", "British English"},
	{24, "eesti", "Estonian"},
	{25, "latviešu", "Latvian"},
	{26, "lietuvių", "Lithuanian"},
	{27, "Português (Brasil)", "Brazilian"},
	{28, "繁體中文", "Traditional Chinese"},
	{29, "한국어", "Korean"},
	{30, "简体中文", "Simplified Chinese"},
	{31, "Arabic", "Arabic"},
	{32, "ไทย", "Thai"},
}

// findLanguage looks a language up by either of its names, without case.
func findLanguage(name string) (language, bool) {
	for _, l := range languages {
		if strings.EqualFold(l.name, name) || strings.EqualFold(l.alias, name) {
			return l, true
		}
	}
	return language{}, false
}
