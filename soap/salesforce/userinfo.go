package salesforce

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// getUserInfo says who the caller is.
func (a *api) getUserInfo(_ context.Context, call *soap.Call, _ *contract.GetUserInfo) (*contract.GetUserInfoResponse, error) {
	v := call.Room.(*visit)
	return &contract.GetUserInfoResponse{Result: v.info.fill(call.Edition, &v.session, &v.user, v.org)}, nil
}

// everybody is what userInfo says of everybody. The values are those of captures, licenseType apart, of which there is none.
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

// userInfo is what is said of a user, and in the same piece of memory what the fields point at that are his alone.
type userInfo struct {
	contract.GetUserInfoResult
	userID, fullName string
	seconds          int32
}

// fill has every field of every version; the contract leaves out what a version has not. What it returns is a part of info.
func (info *userInfo) fill(edition wsdl.Version, session *store.Record, u *User, o *organisation) *contract.GetUserInfoResult {
	*info = userInfo{
		o.everybody,
		id18(session.Values[valueUser]), fullName(u),
		int32(session.Timeout / time.Second), // the call itself has just begun it anew
	}
	info.UserId, info.UserFullName, info.SessionSecondsValid = &info.userID, &info.fullName, &info.seconds
	info.ProfileId = &o.profile
	if u.Admin {
		info.ProfileId = &o.adminProfile
	}
	info.UserEmail, info.UserName = &u.Name, &u.Name
	if edition < 10 {
		info.RoleId = new("000000000000000AAA") // as a capture of 8.0 has it, and one of 10.0 no longer
	}
	return &info.GetUserInfoResult
}

func fullName(u *User) string {
	local, _, _ := strings.Cut(u.Name, "@")
	return cmp.Or(u.FullName, local)
}

// userID is the id of a user, 15 characters. It follows from the name, so that it is the same after every restart.
func userID(u User, o *organisation) string { return recordID(prefixUser, o.ID, u.Name) }
