package batch

import (
	"context"
	"fmt"
	"time"
)

// Env is what a batch runs in. It belongs to one Execute at a time.
type Env struct {
	// Session is changed in place. A batch outside of a session gets one of its own, made by NewSession.
	Session *Session
	// Login is the login name: SUSER_SNAME() and SYSTEM_USER.
	Login string
	// Host and Application are HOST_NAME() and APP_NAME().
	Host, Application string

	// Now is the instant, in the zone of the server: GETDATE(). It is asked again after a wait.
	Now func() time.Time
	// Wait lets time pass for WAITFOR DELAY. Its error ends the batch.
	Wait func(ctx context.Context, d time.Duration) error
	// Descriptor draws the descriptor of a transaction that begins. It is called with nothing locked.
	Descriptor func() [8]byte
}

// Session is what a session keeps from batch to batch. It is a value, so that it can be stored; its Transaction is
// the only part with an inside.
type Session struct {
	Database string
	Language string // the official name, such as us_english
	SPID     int
	NoCount  bool // SET NOCOUNT ON
	Notify   Notify

	Transaction Transaction
}

// NewSession returns the state in which a session begins: the database and the language given, by any name that the
// language has. "" is master and us_english. It fails with ErrDatabase or ErrLanguage when there is no such.
func NewSession(cfg Config, database, language string) (Session, error) {
	s := Session{Database: systemDatabases[0], Language: languages[0].name}
	if database != "" {
		name, found := cfg.findDatabase(database)
		if !found {
			return Session{}, fmt.Errorf("%w: %q", ErrDatabase, clip(database))
		}
		s.Database = name
	}
	if language != "" {
		l, found := findLanguage(language)
		if !found {
			return Session{}, fmt.Errorf("%w: %q", ErrLanguage, clip(language))
		}
		s.Language = l.name
	}
	return s, nil
}

// Notify says which changes of its environment a session asked to hear of (environmentChangeNotifications).
type Notify struct {
	Database    bool // databaseChange: message 5701 at USE
	Language    bool // languageChange: message 5703 at SET LANGUAGE
	Transaction bool // transactionBoundary: TransactionChange items, and transactions that outlive their batch
}

// Transaction is the open transaction of a session. The zero Transaction is none.
type Transaction struct {
	Descriptor [8]byte
	Count      int // @@TRANCOUNT: how many BEGIN TRANSACTION are open
	Name       string
	Savepoints []string // their names, in order
}

// Open says whether there is a transaction.
func (t Transaction) Open() bool { return t.Count > 0 }
