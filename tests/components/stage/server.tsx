import { renderToString } from "react-dom/server";
import { Gallery } from "./gallery";

export const html = renderToString(<Gallery />);
