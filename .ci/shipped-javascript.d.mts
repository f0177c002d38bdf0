export function shippedJavaScript(site: string): {
  readonly javaScriptGzip: number;
  readonly firstJavaScriptGzip: number;
};
