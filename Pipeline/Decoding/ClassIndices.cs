namespace SegEdge.Pipeline.Decoding;

/// <summary>The model took the maximum itself. An index the manifest does not list makes the frame unusable.</summary>
internal sealed class ClassIndices(int classCount) : IHeadDecoder
{
    public bool TryDecode(ReadOnlySpan<float> scores, ClassMap map)
    {
        var classes = map.Classes;
        for (var i = 0; i < classes.Length; i++)
        {
            if (!(scores[i] >= 0 && scores[i] < classCount)) return false;
            classes[i] = (byte)scores[i];
        }
        return true;
    }
}
