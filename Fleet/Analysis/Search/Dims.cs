namespace SegEdge.Fleet.Analysis;

/// <summary>What a slice fixes. Place is where and by what; kind is what was flagged.</summary>
[Flags]
internal enum Dims
{
    None = 0,
    Class = 1,
    Rule = 2,
    Camera = 4,
    Hour = 8,
    Version = 16,

    Kind = Class | Rule,
}
