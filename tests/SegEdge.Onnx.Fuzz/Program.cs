using SegEdge.Onnx.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["seeds", var folder]: // the corpus to start from
        Directory.CreateDirectory(folder);
        foreach (var (name, file) in Seeds.All()) File.WriteAllBytes(Path.Combine(folder, $"{name}.onnx"), file);
        return 0;
    case ["mutate", var count]: // without a fuzzer: structure-aware, not guided by coverage
        var mutator = new Mutator(new Random());
        var seeds = Seeds.All().Select(s => s.File).ToArray();
        for (var i = 0L; i < long.Parse(count); i++)
        {
            var file = mutator.Mutate(seeds[i % seeds.Length]);
            try
            {
                Target.Run(file);
            }
            catch
            {
                File.WriteAllBytes("found.onnx", file);
                throw;
            }
        }
        return 0;
    case ["libfuzzer"]:
        Fuzzer.LibFuzzer.Run(file => Target.Run(file.ToArray()));
        return 0;
    case []: // AFL gives each file on standard input
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var file = new MemoryStream();
            stream.CopyTo(file);
            Target.Run(file.ToArray());
        });
        return 0;
    default: // files that a fuzzer found, again
        foreach (var path in args) Console.WriteLine($"{path}: {(Target.Run(File.ReadAllBytes(path)) ? "a model" : "refused")}");
        return 0;
}
