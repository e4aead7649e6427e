package salesforce

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// getUserInfo says who the caller is.
func (a *api) getUserInfo(_ context.Context, call *soap.Call, _ *contract.GetUserInfo) (*contract.GetUserInfoResponse, error) {
	v := call.Room.(*visit)
	return &contract.GetUserInfoResponse{Result: a.room.userInfo(call, &v.user, &v.org, v.session.Timeout)}, nil
}

// everybody is what userInfo says of everybody. The values are those of captures.
func everybody() contract.GetUserInfoResult {
	return contract.GetUserInfoResult{
		AccessibilityMode:          new(false),
		ChatterExternal:            new(false),
		CurrencySymbol:             new("$"),
		LicenseType:                new("Standard"),
		OrgAttachmentFileSizeLimit: new(int32(5242880)),
		OrgDefaultCurrencyIsoCode:  new("USD"),
		OrgDefaultCurrencyLocale:   new("en_US"),
		OrgDisallowHtmlAttachments: new(false),
		OrgHasPersonAccounts:       new(false),
		OrganizationMultiCurrency:  new(false),
		UserLanguage:               new("en_US"),
		UserLocale:                 new("en_US"),
		UserTimeZone:               new("America/Los_Angeles"),
		UserType:                   new("Standard"),
		UserUiSkin:                 new("Theme3"),
	}
}

// userInfo has every field of every version; the contract leaves out what a version has not.
func (r *Room) userInfo(call *soap.Call, u *User, o *Org, timeout time.Duration) *contract.GetUserInfoResult {
	info := r.everybody
	info.OrganizationId = new(id18(o.ID))
	info.OrganizationName = &o.Name
	info.ProfileId = new(id18(profileID(*u, *o)))
	info.SessionSecondsValid = new(int32(timeout / time.Second)) // the call itself has just begun it anew
	info.UserEmail, info.UserName = &u.Name, &u.Name
	info.UserFullName = new(fullName(*u))
	info.UserId = new(id18(userID(*u, *o)))
	if call.Edition < 10 {
		info.RoleId = new("000000000000000AAA") // as a capture of 8.0 has it, and one of 10.0 no longer
	}
	return &info
}

func fullName(u User) string {
	local, _, _ := strings.Cut(u.Name, "@")
	return cmp.Or(u.FullName, local)
}

// userID is the id of a user, 15 characters. It follows from the name, so that it is the same after every restart.
func userID(u User, o Org) string { return recordID(prefixUser, o.ID, u.Name) }

func profileID(u User, o Org) string {
	if u.Admin {
		return recordID(prefixProfile, o.ID, "System Administrator")
	}
	return recordID(prefixProfile, o.ID, "Standard User")
}
