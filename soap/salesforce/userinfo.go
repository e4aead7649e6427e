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
	return &contract.GetUserInfoResponse{Result: userInfo(call, &v.user, &v.org, v.session.Timeout)}, nil
}

// userInfo has every field of every version; the contract leaves out what a version has not. The values that follow from
// nothing are those of captures.
func userInfo(call *soap.Call, u *User, o *Org, timeout time.Duration) *contract.GetUserInfoResult {
	no, standard, american := new(false), new("Standard"), new("en_US")
	info := &contract.GetUserInfoResult{
		AccessibilityMode:          no,
		ChatterExternal:            no,
		CurrencySymbol:             new("$"),
		LicenseType:                standard,
		OrgAttachmentFileSizeLimit: new(int32(5242880)),
		OrgDefaultCurrencyIsoCode:  new("USD"),
		OrgDefaultCurrencyLocale:   american,
		OrgDisallowHtmlAttachments: no,
		OrgHasPersonAccounts:       no,
		OrganizationId:             new(id18(o.ID)),
		OrganizationMultiCurrency:  no,
		OrganizationName:           &o.Name,
		ProfileId:                  new(id18(profileID(*u, *o))),
		SessionSecondsValid:        new(int32(timeout / time.Second)), // the call itself has just begun it anew
		UserEmail:                  &u.Name,
		UserFullName:               new(fullName(*u)),
		UserId:                     new(id18(userID(*u, *o))),
		UserLanguage:               american,
		UserLocale:                 american,
		UserName:                   &u.Name,
		UserTimeZone:               new("America/Los_Angeles"),
		UserType:                   standard,
		UserUiSkin:                 new("Theme3"),
	}
	if call.Edition < 10 {
		info.RoleId = new("000000000000000AAA") // as a capture of 8.0 has it, and one of 10.0 no longer
	}
	return info
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
