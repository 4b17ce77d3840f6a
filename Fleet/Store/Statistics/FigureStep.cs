namespace SegEdge.Fleet.Store;

/// <summary>How finely time is divided, in UTC.</summary>
public enum FigureStep
{
    Hour,
    Day,
}
