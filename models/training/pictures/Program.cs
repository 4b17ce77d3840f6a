using System.Globalization;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.TrainingPictures;

// pictures <folder> <firstSeed> <seeds> <framesPerSeed>: writes one <seed>.bin per seed, see PictureFile. A file that is there already
// is kept, so an interrupted run goes on where it stopped.
if (args is not [var folder, var first, var count, var frames])
{
    Console.Error.WriteLine("usage: pictures <folder> <firstSeed> <seeds> <framesPerSeed>");
    return 2;
}
Cv2.SetNumThreads(1); // one process per core is faster than one process on all
Directory.CreateDirectory(folder);
var firstSeed = long.Parse(first, CultureInfo.InvariantCulture);
var seeds = int.Parse(count, CultureInfo.InvariantCulture);
var framesPerSeed = int.Parse(frames, CultureInfo.InvariantCulture);
for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
{
    var path = Path.Combine(folder, $"{seed}.bin");
    if (File.Exists(path)) continue;
    using var file = new PictureFile(path);
    var options = new SimulationOptions { Seed = seed, Script = DenseScript.For(seed, framesPerSeed), Mode = SourceKind.File };
    using var scene = new FieldScene(options);
    var bgr = new byte[scene.Size.Pixels * 3];
    var classes = new byte[scene.Size.Pixels];
    for (var i = 0; i < framesPerSeed; i++)
    {
        scene.Render(DenseScript.FrameOf(seed, i), bgr, classes);
        file.Add(bgr, classes, scene.Size);
    }
    file.Complete();
    if ((seed - firstSeed + 1) % 20 == 0) Console.WriteLine($"{seed - firstSeed + 1} of {seeds} seeds");
}
return 0;
