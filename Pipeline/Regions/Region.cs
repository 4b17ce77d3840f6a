using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>A connected piece of one class in one frame; where the model tells objects apart, one object, in however many pieces. Coordinates are pixels of its head's class map.</summary>
/// <param name="Seed">A pixel inside: the region is what is connected to it.</param>
/// <param name="Area">Share of the picture, 0..1.</param>
/// <param name="Margin">Mean log-odds of the best class against the second, in nats; null without scores.</param>
/// <param name="Track">The same number for the same thing from frame to frame; 0 before tracking.</param>
/// <param name="Instance">Its number in <see cref="ClassMap.InstanceIds"/>; 0 where the model does not tell objects apart.</param>
public readonly record struct Region(int Head, int Class, Rect Box, Point Seed, int AreaPx, float Area, float? Margin, int Track = 0, int Instance = 0);
