// Package stream writes results as SQL Server's result streams: the content of sqlbatchResult and of the result
// elements of web methods, the output parameters of a batch, and the SqlMessage of a fault.
//
// It writes into an envelope that declares the prefixes xsd, xsi, sql, sqlsoaptypes, sqlrowcount, sqlmessage,
// sqlresultstream, sqltransaction, sqltypes and msdata, as the real server's does (MS-SSNWS 4.2), and declares again
// only what the server declared again: xsd and sqltypes on schemas, diffgr on diffgrams, sqlparameter on parameters.
//
// # Evidence
//
// Documented (MS-SSNWS 2.2.2.2.1, 4.2.1, 4.2.2): the elements and their order, the xsi:type of SqlRowSet and SqlRowCount,
// the attributes of SqlRowSet, the names and namespaces of rowsets, Column1 with sql:sqlColumnName="" for a column without
// a name, SqlMessage's children and their order, the attributes of SqlParameter.
//
// Observed (the reply of a real 2008 endpoint, as a public client's tests keep it): a first schema that has the types of
// sqltypes that the columns use, then the rowset's, which imports it without a location; minOccurs="0" on
// columns that can be NULL; the facets of datetime and of strings; bits as 1 and 0; the name of the server in messages. The
// xsi:type of SqlMessage, in a copy of ms189538 that a client's tests keep.
//
// Inferred: the xsi:type of SqlXml, SqlTransaction and SqlResultCode, like those of the others. A column that is NULL is
// left out of its row, since the schema has minOccurs and not nillable. Float and binary values look as FOR XML writes them. A
// column of type xml has the type of the WSDL in the inline schema.
//
// Choice: the order of the types in the first schema (that of the columns), the collation that strings show, _x0020_
// and the like for what XML names cannot hold, a number behind a column name that comes twice, and where
// sql:sqlColumnName stands.
package stream
