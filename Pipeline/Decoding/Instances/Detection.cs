namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>A detection that no better one stands in the way of.</summary>
/// <param name="Index">In the tensor.</param>
/// <param name="Class">In the manifest's classes; never 0.</param>
/// <param name="Odds">Log-odds of its class over the threshold's, in nats; above 0 for an object, else how little was missing.</param>
/// <param name="Runner">The class of the second highest score; 0 if there is none.</param>
/// <param name="RunnerOdds">Of <paramref name="Runner"/>, as <paramref name="Odds"/>; negative infinity if there is none.</param>
internal readonly record struct Detection(int Index, int Class, float Score, float Odds, int Runner, float RunnerOdds, BoxEdges Box)
{
    public bool IsObject => Odds > 0;
}

/// <summary>A box by its edges, in pixels of the model's input; empty where an edge is not beyond its opposite.</summary>
internal readonly record struct BoxEdges(double Left, double Top, double Right, double Bottom)
{
    public static BoxEdges Around(double x, double y, double width, double height) =>
        new(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2));

    /// <summary>Intersection over union, 0..1; 0 where one is empty.</summary>
    public double Overlap(in BoxEdges other)
    {
        var both = Side(Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Side(Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
        return both > 0 ? both / (Area + other.Area - both) : 0;
    }

    private double Area => Side(Right - Left) * Side(Bottom - Top);

    private static double Side(double length) => Math.Max(0, length);
}
