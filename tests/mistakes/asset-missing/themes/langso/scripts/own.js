import { go } from "theme:scripts/fynd.js";

go();
