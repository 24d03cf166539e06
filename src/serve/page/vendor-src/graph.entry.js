// What the explorer uses of graphology and sigma, as one global: it loads as a module of the page and as an inline
// script of a dossier alike.
import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeLineProgram } from "sigma/rendering";

globalThis.WenmaiGraph = { Graph, Sigma, EdgeArrowProgram, EdgeLineProgram };
