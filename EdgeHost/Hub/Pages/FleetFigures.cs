namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Everything that the charts of the fleet page show.</summary>
/// <param name="Step">hour or day.</param>
/// <param name="Starts">Of the buckets, in order and without holes.</param>
/// <param name="Hours">That each bucket covers of the asked time up to now: what makes its flags a rate.</param>
/// <param name="Cameras">Those with the most flags first.</param>
/// <param name="AllCameras">How many there are.</param>
public sealed record FleetFigures(
    string Since, string Before, string Step, IReadOnlyList<string> Starts, IReadOnlyList<double> Hours, long Flags, long Alerts,
    IReadOnlyList<FlagSeries> ByClass, IReadOnlyList<FlagSeries> ByRule, StatusSeries Statuses, ContextSeries Context,
    ShareBar Confirmed, IReadOnlyList<ShareBar> ConfirmedByClass, IReadOnlyList<ShareBar> ConfirmedByRule, long Undecided,
    IReadOnlyList<ModelFigures> Models, IReadOnlyList<CameraBar> Cameras, int AllCameras);
