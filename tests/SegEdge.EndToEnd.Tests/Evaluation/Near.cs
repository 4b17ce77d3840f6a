namespace SegEdge.EndToEnd.Tests.Evaluation;

/// <summary>Equal but for so much in each direction.</summary>
internal sealed class Near(double by) : IEqualityComparer<(float X, float Y)>
{
    public bool Equals((float X, float Y) a, (float X, float Y) b) => Math.Abs(a.X - b.X) <= by && Math.Abs(a.Y - b.Y) <= by;

    public int GetHashCode((float X, float Y) value) => 0;
}
