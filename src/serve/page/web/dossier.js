// The page of a dossier: the explorer over the data that stands in the file.
import "./local.js";
import "./app.js";
