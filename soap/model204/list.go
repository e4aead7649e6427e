package model204

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// list is $Session_List, without a $list to fill: its items are in the answer, in the order in which the sessions were
// made (choice).
func (r *Room) list(ctx context.Context, call *soap.Call, in *contract.Session_List) (*contract.Session_ListResponse, error) {
	v := visitOf(call)
	id, owner := r.sesid(in.Sesid), r.owner(in.Owner, v.user)
	if id == "" {
		id = "*"
	}
	var items []*contract.SessionItem
	err := r.update(ctx, call, func(s *step, th *thread, _ *session) error {
		items = nil
		for rec, err := range s.tx.All(System, store.KindSession, store.Place{}) {
			if err != nil {
				return err
			}
			x, err := readSession(rec)
			if err != nil {
				return err
			}
			if !th.mayOwn(x.owner) || !matches(owner, x.owner) || !matches(id, x.id) {
				continue
			}
			item, err := r.item(s, x)
			if err != nil {
				return err
			}
			items = append(items, item)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_ListResponse{Rc: new(int32(len(items))), Item: items}, nil
}

// item is a session in the fixed columns of the page, with the same values in attributes. The last access of an open
// session is the moment of the call.
func (r *Room) item(s *step, x *session) (*contract.SessionItem, error) {
	last, number := x.used, ""
	item := &contract.SessionItem{Owner: &x.owner, Timeout: new(int32(x.timeout)), Sesid: &x.id}
	if x.thread != "" {
		holder, err := s.thread(x.thread)
		if err != nil {
			return nil, err
		}
		last = s.now
		if holder != nil {
			item.UserNumber = new(int32(holder.number))
			number = strconv.Itoa(holder.number)
		}
	}
	item.Created, item.LastAccess = new(r.stamp(x.created)), new(r.stamp(last))
	item.Value = new(fmt.Sprintf("%-10s%s%s%s%s%s", x.owner, r.column(strconv.Itoa(x.timeout)),
		*item.Created, *item.LastAccess, r.column(number), x.id))
	return item, nil
}

// stamp is a time as YYYYMMDDHHMISS.
func (r *Room) stamp(at time.Time) string { return at.In(r.zone).Format("20060102150405") }

// column is a number in six columns. One that does not fit, as SESMAXTO allows, is shown as stars (choice).
func (r *Room) column(number string) string {
	const width = 6
	switch {
	case len(number) > width:
		return strings.Repeat("*", width)
	case r.config.Choices.ListColumns == "left":
		return fmt.Sprintf("%-*s", width, number)
	}
	return fmt.Sprintf("%*s", width, number)
}
