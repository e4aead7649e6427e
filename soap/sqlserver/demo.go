package sqlserver

import "github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"

// demoMethods are the web methods of the default configuration. GetCustomerInfo has the parameters of the procedure of that
// name in Books Online (ms189955).
func demoMethods() []WebMethod {
	const database = "AdventureWorks.dbo."
	return []WebMethod{
		{
			Name: "GetCustomerInfo", Procedure: database + "GetCustomerInfo",
			Parameters: []MethodParameter{
				{Name: "CustomerID", Type: "nchar(5)"},
				{Name: "OutputParam", Type: "nchar(5)", Direction: directionOut},
			},
			Results: []Result{
				{Rowset: &batch.CannedRowset{
					Columns: []batch.CannedColumn{{Name: "CustomerID", Type: "nchar(5)"}, {Name: "SalesOrderID", Type: "int not null"}, {Name: "OrderDate", Type: "datetime"}},
					Rows: [][]*string{
						{new("${CustomerID}"), new("43860"), new("2001-08-01T00:00:00")},
						{new("${CustomerID}"), new("44501"), nil},
					},
				}},
				{RowCount: new(int64(2))},
			},
			Output: map[string]*string{"OutputParam": new("99999")},
		},
		{
			Name: "SetLanguage", Procedure: database + "SetLanguage",
			Parameters: []MethodParameter{{Name: "Language", Type: "nvarchar(128)", Default: new("us_english")}},
			Batch:      "SET LANGUAGE @Language",
		},
		{
			Name: "GetLanguage", Procedure: database + "GetLanguage", Format: formatRowsets,
			Batch: "SELECT @@LANGUAGE AS Language",
		},
		{
			Name: "Greeting", Procedure: database + "Greeting",
			Parameters: []MethodParameter{{Name: "Name", Type: "nvarchar(30)"}},
			Returns:    "nvarchar(40)", Value: new("Hello, ${Name}!"),
		},
	}
}
