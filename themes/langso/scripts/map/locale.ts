// MapLibre's own texts, in the words of the theme.

const KEYS: Record<string, string> = {
  "AttributionControl.ToggleAttribution": "map_attribution",
  "CooperativeGesturesHandler.MacHelpText": "map_gesture_mac",
  "CooperativeGesturesHandler.MobileHelpText": "map_gesture_mobile",
  "CooperativeGesturesHandler.WindowsHelpText": "map_gesture_windows",
  "FullscreenControl.Enter": "map_fullscreen_enter",
  "FullscreenControl.Exit": "map_fullscreen_exit",
  "Map.Title": "map_title",
  "NavigationControl.ZoomIn": "map_zoom_in",
  "NavigationControl.ZoomOut": "map_zoom_out",
  "ScaleControl.Kilometers": "map_kilometers",
  "ScaleControl.Meters": "map_meters",
};

export function locale(words: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(KEYS).map(([theirs, ours]) => [theirs, words[ours] ?? ours]));
}
