package batch

import (
	"strings"
	"time"
)

// function is a built-in function or global variable.
type function struct {
	least, most int // arguments
	eval        func(m *machine, line int, arguments []typed) (typed, error)
}

// nameType is sysname, the type of most names.
var nameType = Type{Name: NVarChar, MaxLength: maxIdentifier}

// functions are the built-in ones, by name.
var functions = map[string]function{
	"APP_NAME":          {0, 0, named(func(m *machine) string { return m.env.Application })},
	"CURRENT_TIMESTAMP": {0, 0, getDate},
	"CURRENT_USER":      {0, 0, named(user)},
	"DB_ID":             {0, 1, databaseID},
	"DB_NAME":           {0, 0, named(func(m *machine) string { return m.env.Session.Database })},
	"GETDATE":           {0, 0, getDate},
	"GETUTCDATE":        {0, 0, getUTCDate},
	"HOST_NAME":         {0, 0, named(func(m *machine) string { return m.env.Host })},
	"ISNULL":            {2, 2, isNull},
	"LEN":               {1, 1, textFunction(func(s string) Value { return int64(Length(strings.TrimRight(s, " "))) }, Int)},
	"LOWER":             {1, 1, textFunction(func(s string) Value { return strings.ToLower(s) }, "")},
	"ORIGINAL_LOGIN":    {0, 0, named(login)},
	"SESSION_USER":      {0, 0, named(user)},
	"SUSER_NAME":        {0, 0, named(login)},
	"SUSER_SNAME":       {0, 0, named(login)},
	"SYSTEM_USER":       {0, 0, named(login)},
	"UPPER":             {1, 1, textFunction(func(s string) Value { return strings.ToUpper(s) }, "")},
	"USER":              {0, 0, named(user)},
	"USER_NAME":         {0, 0, named(user)},
	"XACT_STATE":        {0, 0, counted(SmallInt, func(m *machine) int64 { return b2i(m.env.Session.Transaction.Open()) })},
}

// globals are the names that begin with @@.
var globals = map[string]function{
	"@@error":       {0, 0, counted(Int, func(m *machine) int64 { return int64(m.lastError) })},
	"@@langid":      {0, 0, counted(SmallInt, languageID)},
	"@@language":    {0, 0, named(func(m *machine) string { return m.env.Session.Language })},
	"@@nestlevel":   {0, 0, counted(Int, func(*machine) int64 { return 0 })},
	"@@rowcount":    {0, 0, counted(Int, func(m *machine) int64 { return m.rowCount })},
	"@@servername":  {0, 0, named(func(m *machine) string { return m.config.Server })},
	"@@servicename": {0, 0, named(func(*machine) string { return "MSSQLSERVER" })},
	"@@spid":        {0, 0, counted(SmallInt, func(m *machine) int64 { return int64(m.env.Session.SPID) })},
	"@@trancount":   {0, 0, counted(Int, func(m *machine) int64 { return int64(m.env.Session.Transaction.Count) })},
	"@@version":     {0, 0, version},
}

func login(m *machine) string { return m.env.Login }

// user is the name in the database. Everyone is its owner here.
func user(*machine) string { return "dbo" }

func named(name func(m *machine) string) func(*machine, int, []typed) (typed, error) {
	return func(m *machine, _ int, _ []typed) (typed, error) {
		return typed{Type: nameType, Value: cut(name(m), maxIdentifier), nullable: true}, nil
	}
}

func counted(n TypeName, count func(m *machine) int64) func(*machine, int, []typed) (typed, error) {
	return func(m *machine, _ int, _ []typed) (typed, error) {
		return typed{Type: n.plain(), Value: count(m)}, nil
	}
}

func version(m *machine, _ int, _ []typed) (typed, error) {
	return typed{Type: Type{Name: NVarChar, MaxLength: 300}, Value: cut(m.config.Version, 300), nullable: true}, nil
}

func languageID(m *machine) int64 {
	l, _ := findLanguage(m.env.Session.Language)
	return int64(l.id)
}

func getDate(m *machine, _ int, _ []typed) (typed, error) {
	return typed{Type: DateTime.plain(), Value: roundDateTime(wall(m.env.Now()))}, nil
}

func getUTCDate(m *machine, _ int, _ []typed) (typed, error) {
	return typed{Type: DateTime.plain(), Value: roundDateTime(m.env.Now().UTC())}, nil
}

// wall is what a clock on the wall shows at an instant. A datetime knows no zone, and is kept as if it were UTC.
func wall(at time.Time) time.Time {
	_, offset := at.Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// databaseID counts the databases as the configuration lists them; the four of the system are 1 to 4.
func databaseID(m *machine, _ int, arguments []typed) (typed, error) {
	name := m.env.Session.Database
	if len(arguments) > 0 {
		name, _ = arguments[0].Value.(string)
	}
	result := typed{Type: SmallInt.plain(), nullable: true}
	for i, d := range append(systemDatabases[:len(systemDatabases):len(systemDatabases)], m.config.Databases...) {
		if strings.EqualFold(d, name) {
			result.Value = int64(i + 1)
			break
		}
	}
	return result, nil
}

func isNull(_ *machine, line int, arguments []typed) (typed, error) {
	if arguments[0].Value != nil {
		return arguments[0], nil
	}
	v, err := convertAt(line, arguments[1], arguments[0].Type)
	return typed{Type: arguments[0].Type, Value: v, nullable: arguments[1].nullable}, err
}

// textFunction makes a function of one text. Its result has the type given, or that of its argument.
func textFunction(f func(string) Value, n TypeName) func(*machine, int, []typed) (typed, error) {
	return func(_ *machine, _ int, arguments []typed) (typed, error) {
		t := arguments[0]
		result := typed{Type: t.Type, nullable: t.nullable}
		if t.Type.family() != characters {
			result.Type = Type{Name: VarChar, MaxLength: 30}
		}
		if n != "" {
			result.Type = n.plain()
		}
		if t.Value != nil {
			result.Value = f(toText(t.Value, t.Type))
		}
		return result, nil
	}
}
