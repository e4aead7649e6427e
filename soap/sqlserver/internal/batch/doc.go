// Package batch is the body behind sqlbatch: what runs when a client of SQL Server's native web services sends
// Transact-SQL. It knows no SOAP, no store and no HTTP.
//
// It is no SQL engine. [New] gives an [Executor] that runs what session tests need, and batches that the
// configuration answers itself ([Canned]):
//
//   - USE; SET LANGUAGE; SET @variable; SET NOCOUNT; the other options of SET are accepted and change nothing
//   - BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION, with names
//   - WAITFOR DELAY and TIME, on the clock of the [Env]
//   - SELECT without FROM: literals, parameters, variables, + - * / %, CAST, CONVERT, column names in all three forms
//   - DECLARE, PRINT, RAISERROR, RETURN
//   - @@ERROR, @@LANGID, @@LANGUAGE, @@NESTLEVEL, @@ROWCOUNT, @@SERVERNAME, @@SERVICENAME, @@SPID, @@TRANCOUNT, @@VERSION and the functions
//     DB_ID, DB_NAME, GETDATE, GETUTCDATE, ISNULL, LEN, LOWER, UPPER, XACT_STATE and those that name the login, user, host and program
//
// Everything else is answered as SQL Server answers what it cannot run: error 102 for other statements, 208 for
// tables, 2812 for procedures, 195 for functions. A whole batch is parsed before any of it runs, so after an error
// of syntax nothing was done.
//
// # Evidence
//
// Documented (Books Online): numbers, severities and texts of messages, as sys.messages has them; the languages and
// their aliases; reserved words; types, their precedence, precision and scale; that MaxLength cuts (MS-SSNWS
// 2.2.4.1); that a transaction is not told of unless transactionBoundary was asked for (ms189243).
//
// Inferred: which errors end the batch and which only their statement.
//
// Choice: the states of messages where users report none; that a transaction which its batch leaves open is rolled
// back with message 3997, unless the session asked for transactionBoundary (the rule for MARS); that a missing
// database ends the batch; that changed databases and languages show as messages 5701 and 5703 of class 0 (severity 10,
// which the engine sends as 0); error 102 where a statement is one that SQL Server knows and this package does not; error 701
// where a batch would make more than soapstone lets it.
//
// # Caveats
//
// The language of a session shows in @@LANGUAGE, @@LANGID and the message 5703 and nowhere else: messages stay in
// English, in the words of 2005, and dates in ISO form. Of several errors of syntax the first is told. CONVERT takes no style,
// and the formats of RAISERROR no precision and no size, such as %ld.
package batch
