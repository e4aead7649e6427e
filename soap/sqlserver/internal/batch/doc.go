// Package batch is the body behind sqlbatch: what runs when a client of SQL Server's native web services sends
// Transact-SQL. It knows no SOAP, no store and no HTTP.
//
// It is no SQL engine. [New] gives an [Executor] that runs the statements which session tests need: USE, SET
// LANGUAGE, BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION, WAITFOR DELAY, SELECT without a table, PRINT, RAISERROR,
// DECLARE and SET @variable, and any batch that the configuration answers itself ([Canned]). Everything else is
// answered as SQL Server answers what it cannot run: with error 102, 208 or 2812 in a [Message].
//
// A whole batch is parsed before any of it runs, so after a syntax error nothing was done.
//
// # Caveats
//
// The language of a session shows in @@LANGUAGE, @@LANGID and the message 5703 and nowhere else: messages stay in
// English and dates in ISO form. Nothing is kept between batches but the [Session].
//
// The texts and numbers of the messages are those of sys.messages as Books Online publishes them.
package batch
