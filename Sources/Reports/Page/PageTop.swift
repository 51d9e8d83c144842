/// How every page begins, down to its list of contents, in Mustache.
///
/// - Parameters:
///   - kind: what the page is: "Analysis report".
///   - policy: what the page may load and run.
func pageTop(kind: String, policy: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="\(policy)">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="generator" content="{{{program}}}">
  <title>{{{title}}}: \(kind.lowercased())</title>
  <style>
  {{{style}}}
  </style>
  </head>
  <body>
  <a class="skip" href="#content">Skip to the report</a>
  <div class="page">
  <header class="masthead">
  <p class="kind">\(kind)</p>
  <h1>{{{title}}}</h1>
  <p class="quiet">{{{program}}}</p>
  </header>
  <div class="columns">
  <nav aria-labelledby="contents"><div>
  <h2 id="contents">Contents</h2>
  <ul>

  """
}
