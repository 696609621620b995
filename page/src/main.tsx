import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@fontsource/libertinus-serif/400.css";
import "./style.css";
import "./graph.css";
import "./people.css";
import { render } from "preact";
import { App } from "./app";

render(<App />, document.getElementById("page")!);
