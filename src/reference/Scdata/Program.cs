using Scdata;
using Shared;

return await CommandLine.RunAsync(ScdataCommand.Create(), args);
