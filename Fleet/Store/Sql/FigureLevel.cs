namespace SegEdge.Fleet.Store.Sql;

/// <summary>How coarsely a row of <c>figure</c> counts. Each event is in all of them, so that every question reads the level that has few rows for it.</summary>
internal enum FigureLevel
{
    CameraHour,
    CameraDay,

    /// <summary>Device and camera are empty.</summary>
    SiteHour,
    SiteDay,

    /// <summary>Start is 0.</summary>
    CameraEver,
}
