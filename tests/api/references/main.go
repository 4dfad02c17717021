// Oracle for image references: what the code that container runtimes use (github.com/distribution/reference) says.
//
//	go run . < references.json > answers.json
//
// references.json is a list of texts, answers.json a list of errors, "" for a reference that is fine.
package main

import (
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/json"
	"os"

	"github.com/distribution/reference"
)

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	answers := make([]string, len(texts))
	for i, text := range texts {
		if _, err := reference.ParseNormalizedNamed(text); err != nil {
			answers[i] = err.Error()
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}
