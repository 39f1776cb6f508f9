// Fills in what real Go makes of the templates in go-vectors.json; see README.md here.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/gosimple/slug"
	"github.com/valyala/fasttemplate"
	"sigs.k8s.io/yaml"
)

type Case struct {
	Engine     string  `json:"engine,omitempty"`
	Template   string  `json:"template"`
	MissingKey string  `json:"missingKey,omitempty"`
	Output     *string `json:"output,omitempty"`
	Error      string  `json:"error,omitempty"`
}

func sanitize(n string) string {
	invalid := regexp.MustCompile("[^-a-z0-9.]")
	n = strings.ToLower(n)
	n = invalid.ReplaceAllString(n, "-")
	if len(n) > 253 {
		n = n[:253]
	}
	return strings.Trim(n, "-.")
}
func slugify(args ...any) string {
	max, smart, name := 50, true, ""
	for i, a := range args {
		switch i {
		case len(args) - 1:
			name = a.(string)
		case 0:
			max = a.(int)
		case 1:
			smart = a.(bool)
		}
	}
	slug.EnableSmartTruncate = smart
	slug.MaxLength = max
	return slug.Make(sanitize(name))
}
func funcs() template.FuncMap {
	f := sprig.GenericFuncMap()
	delete(f, "env")
	delete(f, "expandenv")
	delete(f, "getHostByName")
	f["normalize"] = sanitize
	f["slugify"] = slugify
	f["toYaml"] = func(v any) (string, error) { b, e := yaml.Marshal(v); return strings.TrimSuffix(string(b), "\n"), e }
	f["fromYaml"] = func(s string) (map[string]any, error) {
		var m map[string]any
		e := yaml.Unmarshal([]byte(s), &m)
		return m, e
	}
	f["fromYamlArray"] = func(s string) ([]any, error) { var m []any; e := yaml.Unmarshal([]byte(s), &m); return m, e }
	return f
}

// Argo CD's tpl: three deep, with the caller's functions and definitions.
func withTpl(t *template.Template) *template.Template {
	depth := 0
	return t.Funcs(template.FuncMap{"tpl": func(text string, data any) (string, error) {
		depth++
		defer func() { depth-- }()
		if depth > 3 {
			return "", fmt.Errorf("too deep")
		}
		inner, err := t.Clone()
		if err != nil {
			return "", err
		}
		inner, err = inner.New(t.Name()).Parse(text)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		if err := inner.Execute(&b, data); err != nil {
			return "", err
		}
		return strings.ReplaceAll(b.String(), "<no value>", ""), nil
	}})
}
func params(raw json.RawMessage) map[string]any {
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(err)
	}
	// labels as Argo CD's cluster generator holds them
	if l, ok := m["labels"].(map[string]any); ok {
		s := map[string]string{}
		for k, v := range l {
			s[k] = v.(string)
		}
		m["labels"] = s
	}
	if l, ok := m["segments"].([]any); ok {
		s := []string{}
		for _, v := range l {
			s = append(s, v.(string))
		}
		m["segments"] = s
	}
	return m
}
func runGo(t, missing string, raw json.RawMessage) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	tm := template.New("").Funcs(funcs())
	if missing != "" {
		tm = tm.Option("missingkey=" + missing)
	}
	tm, err = withTpl(tm).Parse(t)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := tm.Execute(&b, params(raw)); err != nil {
		return "", err
	}
	return b.String(), nil
}

var re = regexp.MustCompile(".*{{.*}}.*")

func runFast(t string, raw json.RawMessage) (string, error) {
	m := params(raw)
	if !re.MatchString(t) {
		return t, nil
	}
	ft, err := fasttemplate.NewTemplate(t, "{{", "}}")
	if err != nil {
		return "", err
	}
	return ft.ExecuteFuncString(func(w io.Writer, tag string) (int, error) {
		tt := strings.TrimSpace(tag)
		r, ok := m[tt].(string)
		if tt == "" || !ok {
			return w.Write([]byte("{{" + tag + "}}"))
		}
		return w.Write([]byte(r))
	}), nil
}

type File struct {
	Params json.RawMessage `json:"params"`
	Cases  []Case          `json:"cases"`
}

func main() {
	var file File
	if err := json.NewDecoder(os.Stdin).Decode(&file); err != nil {
		panic(err)
	}
	fmt.Printf("{\n\"params\": %s,\n\"cases\": [\n", file.Params)
	for i, c := range file.Cases {
		var out string
		var err error
		if c.Engine == "fast" {
			out, err = runFast(c.Template, file.Params)
		} else {
			out, err = runGo(c.Template, c.MissingKey, file.Params)
		}
		c.Output, c.Error = nil, ""
		if err != nil {
			c.Error = err.Error()
			if len(os.Args) > 1 { // only its beginning
				c.Error = strings.ToValidUTF8(c.Error[:min(40, len(c.Error))], "")
			}
		} else {
			b, _ := json.Marshal(out) // invalid UTF-8 becomes U+FFFD, as in the API server's JSON
			json.Unmarshal(b, &c.Output)
		}
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		enc.Encode(c)
		fmt.Print(strings.TrimSpace(line.String()))
		if i < len(file.Cases)-1 {
			fmt.Print(",")
		}
		fmt.Println()
	}
	fmt.Println("]}")
}
