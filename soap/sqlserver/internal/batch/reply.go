package batch

import "fmt"

// ParseType reads a type as Transact-SQL writes it, such as nvarchar(30). Without a length a type has that of
// Transact-SQL's declarations: nvarchar is nvarchar(1).
func ParseType(s string) (Type, error) {
	t, _, err := parseColumnType(s)
	return t, err
}

// Items are the items of an answer that is written down.
func Items(cfg Config, results []CannedResult) ([]Item, error) {
	var items []Item
	for i, r := range results {
		item, err := r.item(&cfg, never)
		if err != nil {
			return nil, fmt.Errorf("result %d: %w", i+1, err)
		}
		items = append(items, item)
	}
	return items, nil
}

// Characters says whether values of the type are texts.
func (t Type) Characters() bool { return t.family() == characters }
