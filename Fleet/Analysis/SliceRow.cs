namespace SegEdge.Fleet.Analysis;

/// <summary>A slice with what is told of it.</summary>
public sealed record SliceRow(Slice Slice, Tally Tally, long CameraHours)
{
    /// <summary>Null where no camera-hour can be named.</summary>
    public double? FlagRate => CameraHours > 0 ? (double)Tally.Events / CameraHours : null;

    public double? ConfirmRate => Share(Tally.Confirmed, Tally.Reviewed);

    /// <summary>Of the confirm rate, 95 %, for this slice alone.</summary>
    public Interval ConfirmInterval => WilsonInterval.Of(Tally.Confirmed, Tally.Reviewed);

    public double? LowMarginShare => Share(Tally.LowMargin, Tally.WithMargin);

    public double? ContextShare => Share(Tally.OnContext, Tally.Explained);

    public double? UntrustedShare => Share(Tally.Untrusted, Tally.Tested);

    private static double? Share(long hits, long trials) => trials > 0 ? (double)hits / trials : null;
}
