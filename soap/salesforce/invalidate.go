package salesforce

import (
	"context"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// maxSessionIDs is how many sessions one call can name (Guide, "invalidateSessions").
const maxSessionIDs = 200

// invalidateSessions ends the sessions that are named, whoever began them, the caller's own included, and says of each
// whether it did. All of it is one transaction, in which nothing happens in between: the results are in the order of the
// ids, and of two calls that name one session at once, one ends it.
func (a *api) invalidateSessions(ctx context.Context, call *soap.Call, request *contract.InvalidateSessions) (*contract.InvalidateSessionsResponse, error) {
	v := call.Room.(*visit)
	if len(request.SessionIds) > maxSessionIDs {
		return nil, a.tooManyIDs()
	}
	for _, id := range request.SessionIds {
		if id != nil {
			*id = strings.TrimSpace(*id) // as that of the SessionHeader
			call.Hide(*id)
		}
	}
	var (
		reply *contract.InvalidateSessionsResponse
		gone  bool
	)
	err := a.room.store.Update(ctx, func(tx store.Tx) error {
		reply, gone = &contract.InvalidateSessionsResponse{}, false // it may run twice
		_, ok, err := still(tx, v.session.Key, call.Now)
		if gone = !ok; err != nil || gone {
			return err
		}
		for _, id := range request.SessionIds {
			ended, err := a.room.end(tx, v, id, call)
			if err != nil {
				return err
			}
			reply.Result = append(reply.Result, invalidated(ended))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if gone {
		return nil, a.sessionGone(v.session.Key.ID)
	}
	return reply, nil
}

// end ends a session that lives and may be ended by the caller, and says whether it did.
func (r *Room) end(tx store.Tx, caller *visit, id *string, call *soap.Call) (bool, error) {
	if id == nil || !looksLikeSessionID(*id) {
		return false, nil
	}
	rec, ok, err := still(tx, sessionKey(*id), call.Now)
	if err != nil || !ok || rec.Context != caller.session.Context {
		return false, err // a session of another organisation is as good as none
	}
	if r.config.Choices.InvalidateOthers == othersOwn && rec.Owner != caller.session.Owner && !caller.user.Admin {
		call.Decided("invalidateOthers")
		return false, nil
	}
	return true, tx.Delete(rec.Key)
}

// invalidated is the result for one session. Nobody has published one, so code and message are choices: the code came into
// the contract with this call, and no other could answer with it.
func invalidated(ended bool) *contract.InvalidateSessionsResult {
	result := &contract.InvalidateSessionsResult{Success: new(ended)}
	if !ended {
		result.Errors = []*contract.Error{{
			Message:    new("Invalid Session ID: Illegal Session. Session not found"),
			StatusCode: new("INVALID_SESSION_ID"),
		}}
	}
	return result
}
