/// The page; its scripts fill it.
let viewerPage = """
  <!doctype html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="referrer" content="no-referrer">
  <title>canns-analyze view</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="style.css">
  <script type="module" src="app.js"></script>
  </head>
  <body>
  <header>
  <h1 id="title">Results</h1>
  <div role="tablist" aria-label="Views" id="tabs"></div>
  <button id="theme" title="Light or dark">Light or dark</button>
  <button id="help" aria-expanded="false" aria-controls="keys">Keys</button>
  </header>
  <section id="keys" hidden aria-label="Keys"></section>
  <p id="status" role="status"></p>
  <main id="main" tabindex="-1"></main>
  <footer id="time" aria-label="Time">
  <button id="play" aria-pressed="false">Play</button>
  <label>Speed <select id="pace"><option value="1">1×</option><option value="5" selected>5×</option>\
  <option value="20">20×</option><option value="60">60×</option></select></label>
  <input type="range" id="now" min="0" max="1" step="0.01" value="0" aria-label="Time, s">
  <output id="clock"></output>
  </footer>
  <noscript>This page needs JavaScript. The report of the folder does not.</noscript>
  </body>
  </html>
  """

/// The scripts by the names that they import each other by.
let viewerScripts: [String: String] = [
  "app.js": appScript, "session.js": sessionScript, "draw.js": drawScript, "cloud.js": cloudScript, "time.js": timeScript,
  "cells.js": cellsScript, "results.js": resultsScript,
]
